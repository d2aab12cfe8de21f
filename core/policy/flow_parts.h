// The nested members of a user flow's JSON; private to it.
#pragma once

#include "core/policy/user_flow.h"

namespace gatehouse::policy {

inline std::unexpected<Error> wrong(std::string_view member, std::string_view expected)
{
    return fail(Fault::Invalid, "user flow: \"" + std::string(member) + "\" must be " + std::string(expected));
}

Result<void> read_attributes(json::Value const& value, std::string_view member, UserFlow& flow);
Result<void> read_languages(json::Value const& value, std::string_view member, UserFlow& flow);
Result<void> read_pages(json::Value const& value, std::string_view member, UserFlow& flow);
Result<void> read_page_sources(json::Value const& value, std::string_view member, UserFlow& flow);
// What is not used is left out.
void add_parts(json::Object& object, UserFlow const& flow);

} // namespace gatehouse::policy
