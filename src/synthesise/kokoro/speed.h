// How fast the network is to be run for a tempo that is wanted.
#pragma once

namespace boyin::synthesise::kokoro {

/// The network rounds the length of every symbol to frames of 25 ms, most of them two or three: at
/// 1.2 times its speed it speaks 1.13 times as fast, at 1.4 times 1.48 times. `tempo` is times the
/// pace at speed 1; measured, in data/kokoro_speed.tsv. Beyond what was measured the ends hold.
[[nodiscard]] double SpeedFor(double tempo);

}  // namespace boyin::synthesise::kokoro
