// What is read of pictures and tables. Private to intake.
#pragma once

namespace boyin::intake {

/// What becomes of the lines that stand under pictures.
enum class Captions { kSkip, kRead };

/// How a table of data is read: row by row; each cell behind the head of its column, "北京，人口
/// 2184万"; or not at all.
enum class Tables { kRows, kHeads, kSkip };

}  // namespace boyin::intake
