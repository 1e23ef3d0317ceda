// The weights of a voice as tools/voice/export.py writes them: named matrices and texts.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::synthesise::parametric {

struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;  ///< row after row
};

class Weights {
 public:
  /// kEngine, naming `file`, for bytes that are no weights, are cut off or claim more than is
  /// there.
  [[nodiscard]] static Result<Weights> Read(std::string_view bytes, const std::string& file);

  /// Nothing of that name and shape: kEngine. A size of 0 stands for any.
  [[nodiscard]] Result<const Matrix*> Find(const std::string& name, std::size_t rows,
                                           std::size_t columns) const;
  [[nodiscard]] bool Has(const std::string& name) const { return matrices_.contains(name); }
  /// Empty where there is none.
  [[nodiscard]] std::string_view Text(const std::string& name) const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::map<std::string, Matrix, std::less<>> matrices_;
  std::map<std::string, std::string, std::less<>> texts_;
};

/// That `file` is not the weights of a voice, and what about it is wrong.
[[nodiscard]] Error BadWeights(const std::string& file, const std::string& what);

}  // namespace boyin::synthesise::parametric
