#include <algorithm>

#include "jobs/jobs.h"

namespace boyin::jobs {

Summary::Summary(std::vector<Order> orders) : orders_(std::move(orders)), rows_(orders_.size()) {}

void Summary::Record(std::size_t at, const Outcome& outcome) {
  rows_[at] = {outcome.duration_s, outcome.seconds, static_cast<std::uint32_t>(outcome.doubts),
               outcome.state};
  if (outcome.state == State::kFailed) errors_[at] = outcome.error;
  for (const Message& message : outcome.left_out) {
    ++left_out_.try_emplace(message.en, message, 0).first->second.second;
  }
}

std::size_t Summary::finished() const {
  return static_cast<std::size_t>(std::count_if(
      rows_.begin(), rows_.end(), [](const Row& row) { return row.state.has_value(); }));
}

std::size_t Summary::Count(State state) const {
  return static_cast<std::size_t>(std::count_if(
      rows_.begin(), rows_.end(), [&](const Row& row) { return row.state == state; }));
}

void Summary::Each(const std::function<void(const Outcome&)>& see) const {
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    const Row& row = rows_[at];
    if (!row.state) continue;
    Outcome outcome{.order = orders_[at],
                    .state = *row.state,
                    .error = {},
                    .duration_s = row.duration_s,
                    .seconds = row.seconds,
                    .doubts = row.doubts};
    if (const auto error = errors_.find(at); error != errors_.end()) outcome.error = error->second;
    see(outcome);
  }
}

}  // namespace boyin::jobs
