#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace boyin::server {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.005, 0.01, 0.02, 0.03, 0.05, 0.1,
                                                          0.25,  0.5,  1,    2.5,  10,   60};

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("boyin_requests_total")
                                                          .Help("Requests, by route and status.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("boyin_request_seconds")
          .Help("From the last byte of the request's head to the last of its reply.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& first =
      prometheus::BuildHistogram()
          .Name("boyin_first_byte_seconds")
          .Help("From the last byte of the request's head to the first of the reply's body.")
          .Register(registry);
  prometheus::Counter& bytes = prometheus::BuildCounter()
                                   .Name("boyin_sent_bytes_total")
                                   .Help("Bytes of reply bodies.")
                                   .Register(registry)
                                   .Add({});
  prometheus::Counter& broken = prometheus::BuildCounter()
                                    .Name("boyin_unfinished_replies_total")
                                    .Help("Replies whose client left, or that broke off.")
                                    .Register(registry)
                                    .Add({});
  prometheus::Counter& characters = prometheus::BuildCounter()
                                        .Name("boyin_characters_total")
                                        .Help("Characters taken to be spoken.")
                                        .Register(registry)
                                        .Add({});

  prometheus::Gauge& Gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Gauge& connections = Gauge("boyin_connections", "Open connections.");
  prometheus::Gauge& active = Gauge("boyin_active_readings", "Texts being spoken.");
  prometheus::Gauge& waiting = Gauge("boyin_waiting_tasks", "Pieces of work not begun.");
  prometheus::Gauge& jobs = Gauge("boyin_unfinished_jobs", "Jobs that wait or are at work.");
  prometheus::Gauge& restarts =
      Gauge("boyin_engine_restarts", "Engines that failed and were replaced.");
  prometheus::Gauge& spoken = Gauge("boyin_sentences_spoken", "Sentences that an engine spoke.");
  prometheus::Gauge& recalled =
      Gauge("boyin_sentences_recalled", "Sentences that the cache had kept.");
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::Count(const Record& record) {
  const std::string route = record.route.empty() ? "none" : record.route;
  state_->requests.Add({{"route", route}, {"status", std::to_string(record.status)}}).Increment();
  state_->seconds.Add({{"route", route}}, kSeconds).Observe(record.seconds);
  state_->first.Add({{"route", route}}, kSeconds).Observe(record.first_s);
  state_->bytes.Increment(static_cast<double>(record.bytes));
  if (!record.whole) state_->broken.Increment();
}

void Metrics::Characters(std::size_t count) {
  state_->characters.Increment(static_cast<double>(count));
}

std::string Metrics::Text(const Gauges& gauges) {
  state_->connections.Set(static_cast<double>(gauges.connections));
  state_->active.Set(static_cast<double>(gauges.active));
  state_->waiting.Set(static_cast<double>(gauges.waiting));
  state_->jobs.Set(static_cast<double>(gauges.jobs));
  state_->restarts.Set(gauges.restarts);
  state_->spoken.Set(static_cast<double>(gauges.spoken));
  state_->recalled.Set(static_cast<double>(gauges.recalled));
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace boyin::server
