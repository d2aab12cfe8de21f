// Questions to whoever sits at the terminal, or to what stands in standard input's place.
#pragma once

#include <optional>
#include <string>

namespace gatehouse::author {

enum class Echo { Shown, Hidden };

// One line; nothing at the end of the input. A terminal shows no hidden answer while it is typed. From a file or a pipe
// the answer is printed behind the question, hidden ones as ***, so that what is printed reads like a session.
std::optional<std::string> ask(std::string const& question, Echo echo);

} // namespace gatehouse::author
