# libboyin: the rooms up to pipeline as one library, static and shared, with the headers that its three
# entrances need (normalise, pronounce, pipeline), a CMake package and a pkg-config file. docs/library.md is
# the tutorial; tests/install builds what it shows from an installed tree.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(library_rooms "")
foreach(room base lexicon voice intake normalise pronounce prosody synthesise produce encode episode publish
        rundown pipeline)
  if(TARGET boyin_${room})
    list(APPEND library_rooms ${room})
  endif()
endforeach()

# Nothing is compiled again: the objects of the rooms are position independent already.
set(library_objects $<TARGET_OBJECTS:boyin_network>)
set(library_targets boyin_network)
foreach(room ${library_rooms})
  list(APPEND library_objects $<TARGET_OBJECTS:boyin_${room}>)
  list(APPEND library_targets boyin_${room})
endforeach()

add_library(boyin_shared SHARED ${library_objects})
target_link_libraries(boyin_shared PRIVATE ${library_targets})
set_target_properties(boyin_shared PROPERTIES OUTPUT_NAME boyin LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
add_library(boyin_static STATIC ${library_objects})
set_target_properties(boyin_static PROPERTIES OUTPUT_NAME boyin LINKER_LANGUAGE CXX)
install(TARGETS boyin_shared boyin_static
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

# The headers: those of the entrances and what they include.
set(waiting normalise/normalise.h pronounce/pronounce.h pipeline/pipeline.h base/programs.h)
set(headers "")
while(waiting)
  list(POP_FRONT waiting header)
  if(header IN_LIST headers OR NOT EXISTS ${CMAKE_SOURCE_DIR}/src/${header})
    continue()
  endif()
  list(APPEND headers ${header})
  file(STRINGS ${CMAKE_SOURCE_DIR}/src/${header} included REGEX "^#include \"")
  foreach(line ${included})
    string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" name "${line}")
    list(APPEND waiting ${name})
  endforeach()
endwhile()
foreach(header ${headers})
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${CMAKE_SOURCE_DIR}/src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/boyin/${folder})
endforeach()

# What the static library needs besides, by pkg-config and by name.
set(BOYIN_REQUIRES "fmt espeak-ng kissfft-float sndfile libavformat libavcodec libswresample libavutil opencc \
libebur128 taglib icu-i18n icu-uc libxxhash pangocairo libturbojpeg libxml-2.0 libcmark-gfm libzip uuid protobuf-lite \
tomlplusplus libcurl poppler-cpp libgsf-1")
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/boyin)
# Debian's libraries lie a folder deeper than others' (lib/x86_64-linux-gnu).
file(RELATIVE_PATH BOYIN_PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" BOYIN_PREFIX_FROM_PC ${BOYIN_PREFIX_FROM_PC})
configure_file(${CMAKE_CURRENT_LIST_DIR}/boyin.pc.in ${CMAKE_BINARY_DIR}/generated/boyin.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/generated/boyin.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/boyinConfig.cmake.in
  ${CMAKE_BINARY_DIR}/generated/boyinConfig.cmake INSTALL_DESTINATION ${package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/boyinConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/generated/boyinConfig.cmake
  ${CMAKE_BINARY_DIR}/generated/boyinConfigVersion.cmake DESTINATION ${package})
