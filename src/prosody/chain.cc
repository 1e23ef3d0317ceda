#include "prosody/chain.h"

namespace boyin::prosody {

void Chain::Best(std::vector<std::uint8_t>& chosen) {
  constexpr float kNever = -1e30F;
  chosen.assign(steps, 0);
  value_.assign((steps + 1) * states, kNever);
  from_.assign(steps * states, 0);
  value_[Start() - 1] = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    for (std::size_t state = 1; state <= states; ++state) {
      const float so_far = value_[step * states + state - 1];
      if (so_far <= kNever) continue;
      for (std::size_t label = 0; label < labels; ++label) {
        const std::size_t next = Next(step, state, label);
        const float value = so_far + At(step, state, label);
        float& best = value_[(step + 1) * states + next - 1];
        if (value <= best) continue;
        best = value;
        from_[step * states + next - 1] = static_cast<std::uint16_t>(state * labels + label);
      }
    }
  }
  std::size_t state = 1;
  for (std::size_t end = 1; end <= states; ++end) {
    const float* const values = &value_[steps * states];
    if (values[end - 1] + last[end - 1] > values[state - 1] + last[state - 1]) state = end;
  }
  for (std::size_t step = steps; step-- > 0;) {
    const std::uint16_t from = from_[step * states + state - 1];
    chosen[step] = static_cast<std::uint8_t>(from % labels);
    state = from / labels;
  }
}

}  // namespace boyin::prosody
