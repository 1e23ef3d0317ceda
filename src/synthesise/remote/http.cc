#include "synthesise/remote/http.h"

#include <memory>
#include <optional>

#include <curl/curl.h>

#include "synthesise/remote/dynamic_library.h"

namespace boyin::synthesise::remote {
namespace {

struct Curl {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_easy_init) init;
  decltype(&::curl_easy_setopt) set;
  decltype(&::curl_easy_perform) perform;
  decltype(&::curl_easy_getinfo) info;
  decltype(&::curl_easy_cleanup) cleanup;
  decltype(&::curl_easy_strerror) error;
  decltype(&::curl_slist_append) append;
  decltype(&::curl_slist_free_all) free_list;
};

Result<Curl> LoadCurl() {
  const Result<DynamicLibrary> library = DynamicLibrary::Load("libcurl.so.4", "libcurl4");
  if (!library) return tl::unexpected(library.error());
  Curl curl{};
  curl.global_init = library->Get<decltype(curl.global_init)>("curl_global_init");
  curl.init = library->Get<decltype(curl.init)>("curl_easy_init");
  curl.set = library->Get<decltype(curl.set)>("curl_easy_setopt");
  curl.perform = library->Get<decltype(curl.perform)>("curl_easy_perform");
  curl.info = library->Get<decltype(curl.info)>("curl_easy_getinfo");
  curl.cleanup = library->Get<decltype(curl.cleanup)>("curl_easy_cleanup");
  curl.error = library->Get<decltype(curl.error)>("curl_easy_strerror");
  curl.append = library->Get<decltype(curl.append)>("curl_slist_append");
  curl.free_list = library->Get<decltype(curl.free_list)>("curl_slist_free_all");
  curl.global_init(CURL_GLOBAL_DEFAULT);
  return curl;
}

/// Loaded once: a process has one thread that speaks.
const Result<Curl>& TheCurl() {
  static const Result<Curl> curl = LoadCurl();
  return curl;
}

struct Sink {
  std::string body;
  std::size_t most = 0;
  bool too_long = false;
};

std::size_t Take(const char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& sink = *static_cast<Sink*>(to);
  sink.too_long = sink.body.size() + size * count > sink.most;
  if (sink.too_long) return 0;
  sink.body.append(bytes, size * count);
  return size * count;
}

}  // namespace

Result<HttpReply> Post(const HttpRequest& request) {
  const Result<Curl>& curl = TheCurl();
  if (!curl) return tl::unexpected(curl.error());
  const std::unique_ptr<CURL, decltype(curl->cleanup)> handle(curl->init(), curl->cleanup);
  curl_slist* list = nullptr;
  for (const std::string& header : request.headers) list = curl->append(list, header.c_str());
  const std::unique_ptr<curl_slist, decltype(curl->free_list)> headers(list, curl->free_list);
  Sink sink{{}, request.most_bytes, false};
  curl->set(handle.get(), CURLOPT_URL, request.url.c_str());
  curl->set(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl->set(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl->set(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl->set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl->set(handle.get(), CURLOPT_POSTFIELDS, request.body.c_str());
  curl->set(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
            static_cast<curl_off_t>(request.body.size()));
  curl->set(handle.get(), CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_seconds));
  curl->set(handle.get(), CURLOPT_TIMEOUT, static_cast<long>(request.total_seconds));
  curl->set(handle.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl->set(handle.get(), CURLOPT_WRITEDATA, &sink);
  const CURLcode code = curl->perform(handle.get());
  if (code != CURLE_OK) {
    const std::string why = sink.too_long ? "the reply is too long" : curl->error(code);
    return Fail(Code::kEngine, request.url, {why, why});
  }
  HttpReply reply;
  curl_off_t wait = 0;
  curl->info(handle.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  curl->info(handle.get(), CURLINFO_RETRY_AFTER, &wait);
  reply.retry_after_seconds = static_cast<long>(wait);
  reply.body = std::move(sink.body);
  return reply;
}

}  // namespace boyin::synthesise::remote
