# gatehouse_embed(TARGET NAME FILE...) compiles files into TARGET as a function NAME(path) that answers a file's bytes.
# Paths are relative to the folder of the CMakeLists.txt that calls it, and are the keys: "web/style.css".
#
#   gatehouse_embed(gatehouse_insurance_web web_files web/style.css)
#   #include "web_files.h"     std::optional<std::string_view> gatehouse::embedded::web_files(std::string_view path);
#
# Plain CMake and no generator program: file(READ HEX) gives the bytes, an unsigned char array holds them. The result is
# rewritten only when it differs, and an edit of a file brings CMake back.
function(gatehouse_embed TARGET NAME)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(arrays "")
  set(rows "")
  set(index 0)
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${file} hex HEX)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    # A trailing zero keeps the array of an empty file legal; `size` does not count it.
    string(APPEND arrays "constexpr unsigned char kFile${index}[] = {${bytes}0};\n")
    string(APPEND rows "    if (path == \"${file}\")\n        return std::string_view(reinterpret_cast<char const*>(kFile${index}), ${size});\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(header "#pragma once\n\n#include <optional>\n#include <string_view>\n\nnamespace gatehouse::embedded {\n// The bytes live as long as the program; nothing when there is no such file.\nstd::optional<std::string_view> ${NAME}(std::string_view path);\n}\n")
  set(source "#include \"${NAME}.h\"\n\nnamespace gatehouse::embedded {\nnamespace {\n${arrays}}\n\nstd::optional<std::string_view> ${NAME}(std::string_view path)\n{\n${rows}    return std::nullopt;\n}\n}\n")
  file(CONFIGURE OUTPUT ${folder}/${NAME}.h CONTENT "${header}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${NAME}.cpp CONTENT "${source}" @ONLY)
  target_sources(${TARGET} PRIVATE ${folder}/${NAME}.cpp)
  target_include_directories(${TARGET} PUBLIC ${folder})
endfunction()
