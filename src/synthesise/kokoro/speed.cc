#include "synthesise/kokoro/speed.h"

#include <charconv>
#include <string_view>
#include <vector>

#include "base/table.h"
#include "synthesise/data.h"

namespace boyin::synthesise::kokoro {
namespace {

struct Point {
  double speed;
  double tempo;
};

double NumberIn(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Both rise from row to row. The table is ours, and a test reads it: it is never malformed here.
const std::vector<Point>& Measured() {
  static const std::vector<Point> points = [] {
    std::vector<Point> read;
    const auto rows = table::Parse(data::kokoro_speed_tsv(), "kokoro_speed.tsv", 2);
    for (const table::Row& row : *rows) {
      read.push_back({NumberIn(row.cells[0]), NumberIn(row.cells[1])});
    }
    return read;
  }();
  return points;
}

}  // namespace

double SpeedFor(double tempo) {
  const std::vector<Point>& points = Measured();
  if (tempo <= points.front().tempo) return points.front().speed;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& below = points[i - 1];
    const Point& above = points[i];
    if (tempo > above.tempo) continue;
    const double part = (tempo - below.tempo) / (above.tempo - below.tempo);
    return below.speed + part * (above.speed - below.speed);
  }
  return points.back().speed;
}

}  // namespace boyin::synthesise::kokoro
