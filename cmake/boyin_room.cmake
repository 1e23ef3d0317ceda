# boyin_room(NAME normalise SRCS a.cc b.cc DEPS boyin::base DATA data/units.tsv)
#
# A room is a static library boyin::NAME with the house's warnings. DEPS are rooms to its left,
# linked publicly; LIBS are third-party libraries, linked privately. Each file of DATA is embedded:
# `#include "NAME/data.h"` declares `std::string_view data::units_tsv()` in namespace boyin::NAME.
function(boyin_room)
  cmake_parse_arguments(ROOM "" "NAME" "SRCS;DEPS;LIBS;DATA" ${ARGN})
  add_library(boyin_${ROOM_NAME} STATIC ${ROOM_SRCS})
  add_library(boyin::${ROOM_NAME} ALIAS boyin_${ROOM_NAME})
  target_include_directories(boyin_${ROOM_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(boyin_${ROOM_NAME} PUBLIC ${ROOM_DEPS} PRIVATE boyin_flags ${ROOM_LIBS})
  if(ROOM_DATA)
    boyin_embed(boyin_${ROOM_NAME} ${ROOM_NAME} ${ROOM_DATA})
  endif()
endfunction()

# Puts files into the binary, so that it needs no data directory at run time. All of them lie in one
# section, so that the program can name what is built in (jobs/built_in_tables.h).
function(boyin_embed target name)
  set(header ${CMAKE_BINARY_DIR}/generated/${name}/data.h)
  set(source ${CMAKE_BINARY_DIR}/generated/${name}/data.cc)
  set(h "#pragma once\n#include <string_view>\n\nnamespace boyin::${name}::data {\n")
  # ccache does not see what .incbin brings in, and would give back yesterday's tables.
  set(c "// ccache:disable\n#include \"${name}/data.h\"\n\n")
  set(bodies "")
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(id ${file} NAME)
    string(MAKE_C_IDENTIFIER ${id} id)
    set(symbol boyin_${name}_${id})
    string(APPEND h "std::string_view ${id}();\n")
    string(APPEND c "asm(\".section boyin_tables,\\\"a\\\"\\n.balign 16\\n.global ${symbol}\\n${symbol}:\\n"
      ".incbin \\\"${path}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n"
      ".balign 16\\n.text\\n\");\n"
      "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND bodies "std::string_view ${id}() {\n  return {${symbol}, static_cast<std::size_t>("
      "${symbol}_end - ${symbol})};\n}\n")
    set_property(SOURCE ${source} APPEND PROPERTY OBJECT_DEPENDS ${path})
  endforeach()
  file(CONFIGURE OUTPUT ${header} CONTENT "${h}}\n" @ONLY)
  file(CONFIGURE OUTPUT ${source} CONTENT
    "${c}\nnamespace boyin::${name}::data {\n${bodies}}\n" @ONLY)
  target_sources(${target} PRIVATE ${source})
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated)
endfunction()
