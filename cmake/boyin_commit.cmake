# Writes OUT, a C++ source that tells the commit of SOURCE: of its git tree, else as `git archive` noted it in
# cmake/commit.txt. Unchanged where it says the same, so that only a new commit costs a link.
cmake_minimum_required(VERSION 3.25)
find_package(Git QUIET)
set(COMMIT "")
if(GIT_FOUND AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} diff --quiet HEAD -- RESULT_VARIABLE changed ERROR_QUIET)
  if(COMMIT AND changed)
    string(APPEND COMMIT " and changes")
  endif()
endif()
if(NOT COMMIT)
  file(READ ${SOURCE}/cmake/commit.txt noted LIMIT 12)
  string(STRIP "${noted}" noted)  # LIMIT adds the end of the line
  if(noted MATCHES "^[0-9a-f]+$")
    set(COMMIT ${noted})
  else()
    set(COMMIT "of no commit")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT
  "#include \"cli/commit.h\"\n\nnamespace boyin::cli {\nstd::string_view Commit() { return \"@COMMIT@\"; }\n}\n" @ONLY)
