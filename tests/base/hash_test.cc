#include "base/hash.h"

#include <doctest/doctest.h>

TEST_CASE("the hash of nothing and of something, as XXH3 defines them") {
  CHECK(boyin::ContentHash("") == "99aa06d3014798d86001c324468d497f");
  CHECK(boyin::ContentHash("播音").size() == 32);
  CHECK(boyin::ContentHash("播音") != boyin::ContentHash("播音 "));
}
