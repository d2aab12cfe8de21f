// What the verbs say of themselves: a manual page, and the words that a shell may put next.
#pragma once

#include "apps/gatehouse/verbs/verb.h"

#include <span>
#include <string>
#include <vector>

namespace gatehouse::app {

// Text for man(1).
std::string manual_page(std::span<Verb const> verbs);

// For bash, or for zsh by its bashcompinit; nothing for another shell.
std::optional<std::string> completion_script(std::string_view shell);
// What may stand at the end of the line: `words` are those before it and the beginning of the one that is being typed.
// Empty where a file or a value is expected.
std::vector<std::string> complete(std::span<Verb const> verbs, std::span<std::string const> words);

} // namespace gatehouse::app
