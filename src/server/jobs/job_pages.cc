// Jobs as pages that need no script: made by the form, looked at, cancelled, removed.
#include <fmt/format.h>

#include "publish/markup/html_template.h"
#include "server/http/files.h"
#include "server/http/notice.h"
#include "server/jobs/bulletin_request.h"
#include "server/jobs/job_request.h"
#include "server/service.h"

namespace boyin::server {
namespace {

using jobs::OwnedJob;
using publish::EscapedHtml;

std::string NameOf(const OwnedJob& job) {
  const std::string& title = job.config.settings.title;
  if (!title.empty()) return title;
  return job.name.empty() ? job.input : job.name;
}

std::string StateOf(const OwnedJob& job, const Notices& say) {
  std::string state = say(jobs::NameOf(job.state));
  if (job.state == jobs::JobState::kRunning) state += fmt::format(" {:.0f} %", job.progress * 100);
  if (job.state == jobs::JobState::kFailed) state += ": " + EscapedHtml(job.error);
  return state;
}

std::string FilesHtml(const OwnedJob& job, const Notices& say) {
  std::string list;
  for (const jobs::JobFile& file : job.files) {
    const std::string url = "/v1/jobs/" + job.id + "/files/" + PercentEncode(file.name);
    if (TypeOfFile(file.name).starts_with("audio/")) {
      list += fmt::format(
          "<li><audio controls preload=\"none\" src=\"{}\" aria-label=\"{} {}\"></audio></li>\n",
          url, say("listen"), EscapedHtml(file.name));
    }
    list += fmt::format("<li><a href=\"{}\" download>{}</a></li>\n", url, EscapedHtml(file.name));
  }
  if (list.empty()) return "";
  return fmt::format(
      "<ul class=\"files\">\n{}</ul>\n<p><a href=\"/v1/jobs/{}/archive\" download>{}</a></p>\n",
      list, job.id, say("archive"));
}

Reply ShowJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return ErrorPage(request, NoJob());
  const Notices say(request);
  const std::string page = "/jobs/" + job->id;
  std::string body = fmt::format("<p>{}</p>\n", StateOf(*job, say));
  if (!job->ended()) {
    body += fmt::format("<p><a href=\"{}\">{}</a></p>\n", page, say("look_again"));
    body += ButtonForm(page + "/cancel", say("cancel"));
  }
  body += FilesHtml(*job, say);
  body += ButtonForm(page + "/delete", say("delete"));
  body += fmt::format("<p><a href=\"/jobs\">{}</a> · <a href=\"/\">{}</a></p>", say("jobs"),
                      say("back"));
  return NoticePage(request, 200, NameOf(*job), body);
}

Reply ShowJobs(Service& service, const Request& request) {
  if (std::optional<Reply> refusal = RefuseList(request)) {
    return ErrorPage(request, std::move(*refusal));
  }
  const Notices say(request);
  std::string list;
  for (const OwnedJob& job : service.store().Of(request.caller)) {
    list += fmt::format("<li><a href=\"/jobs/{}\">{}</a> — {}</li>\n", job.id,
                        EscapedHtml(NameOf(job)), StateOf(job, say));
  }
  const std::string body =
      list.empty() ? fmt::format("<p>{}</p>\n", say("none")) : "<ul>\n" + list + "</ul>\n";
  return NoticePage(request, 200, say("jobs"),
                    body + fmt::format("<p><a href=\"/\">{}</a></p>", say("back")));
}

Reply SeeOther(const std::string& place) {
  Reply reply;
  reply.status = 303;
  reply.type = "text/plain; charset=utf-8";
  reply.headers = {{"Location", place}};
  return reply;
}

Reply AddFromForm(Service& service, const Request& request) {
  std::optional<Fields> form = ParseForm(request.body);
  if (!form) {
    return ErrorPage(request, ErrorReply(400, "bad_request", "the form is malformed"));
  }
  const tl::expected<OwnedJob, Reply> added =
      AddJob(service, request, AskedByForm(std::move(*form)));
  if (!added) return ErrorPage(request, added.error());
  return SeeOther("/jobs/" + added->id);
}

Reply AddBulletinFromForm(Service& service, const Request& request) {
  const tl::expected<OwnedJob, Reply> added =
      AddJob(service, request, BulletinByParts(service, request));
  if (!added) return ErrorPage(request, added.error());
  return SeeOther("/jobs/" + added->id);
}

Reply CancelJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return ErrorPage(request, NoJob());
  static_cast<void>(service.job_runner().Cancel(job->id));
  return SeeOther("/jobs/" + job->id);
}

Reply DeleteJob(Service& service, const Request& request) {
  const std::optional<OwnedJob> job = FindJob(service, request, request.captures.at("id"));
  if (!job) return ErrorPage(request, NoJob());
  static_cast<void>(service.job_runner().Cancel(job->id));
  service.store().Remove(job->id);
  return SeeOther("/jobs");
}

}  // namespace

std::vector<Route> JobPageRoutes(Service& service) {
  const auto apart = [&service](Reply (*work)(Service&, const Request&)) {
    return [&service, work](Request request, const Answer& answer) {
      const auto own = std::make_shared<const Request>(std::move(request));
      service.RunDiskWork(*own, answer, [&service, work, own] { return work(service, *own); });
    };
  };
  return {
      {"GET", "/jobs", Body::kNone, false, apart(ShowJobs)},
      {"POST", "/jobs", Body::kForm, false, apart(AddFromForm)},
      {"POST", "/bulletin", Body::kParts, false, apart(AddBulletinFromForm)},
      {"GET", "/jobs/{id}", Body::kNone, false, apart(ShowJob)},
      {"POST", "/jobs/{id}/cancel", Body::kForm, false, apart(CancelJob)},
      {"POST", "/jobs/{id}/delete", Body::kForm, false, apart(DeleteJob)},
  };
}

}  // namespace boyin::server
