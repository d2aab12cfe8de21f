// How a page of the console ends when it does not succeed.
#pragma once

#include "libs/base/result.h"
#include "libs/http/message.h"

#include <optional>
#include <string>

namespace gatehouse::console {

// Drawn as a page. The text says what to do and may be shown.
struct Trouble {
    int status = 400;
    std::string text;
    std::optional<Error> cause = {}; // set when we failed and not the person; its detail is for the log

    Trouble(int given_status, std::string given_text)
        : status(given_status)
        , text(std::move(given_text))
    {
    }
    Trouble(Error const& error);
};

template <class T>
using Answer = Result<T, Trouble>;
using Response = Answer<http::Response>;

inline std::unexpected<Trouble> trouble(int status, std::string text)
{
    return std::unexpected(Trouble(status, std::move(text)));
}

} // namespace gatehouse::console
