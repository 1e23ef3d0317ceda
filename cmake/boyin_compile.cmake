# Language level, warnings and sanitizers for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(boyin_flags INTERFACE)
target_compile_options(boyin_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ 12 reports null dereferences and overlapping copies inside its own standard library when
  # optimising (GCC bug 105651).
  target_compile_options(boyin_flags INTERFACE -Wno-null-dereference -Wno-restrict)
endif()
if(BOYIN_SANITIZE)
  target_compile_options(boyin_flags INTERFACE
    -fsanitize=${BOYIN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  if(BOYIN_SANITIZE STREQUAL thread)
    target_compile_options(boyin_flags INTERFACE -Wno-tsan)  # Asio's fences, which it does not see
  endif()
  target_link_options(boyin_flags INTERFACE -fsanitize=${BOYIN_SANITIZE})
endif()
