// A page that somebody else wrote, with the place where ours goes. B2C: LoadUri, b2c_wire.md §6.4. The author is
// trusted with looks, not with what people type: forms, frames and scripts are left out, and what remains is written
// anew from the parsed tree.
#pragma once

#include "libs/base/result.h"
#include "libs/html/html.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::html {

enum class Scripts {
    Dropped,
    Kept, // the tenant's choice: then its scripts see what is typed
};

class PageTemplate {
public:
    // `address` is where it came from: relative addresses in it are completed. Fault::Invalid when there is no element
    // with the id "api".
    static Result<PageTemplate> parse(std::string_view text, std::string_view address, Scripts scripts);

    struct Insertions {
        std::string_view language; // of the html element
        std::string_view nonce; // for the styles and scripts that stand in the page
        Safe head; // goes to the end of the head
        Safe api; // replaces the element with the id "api"
    };
    Safe fill(Insertions const& insertions) const;

private:
    enum class Place { None, Language, Nonce, Head, Api };
    struct Part {
        std::string text; // markup before the place
        Place place = Place::None;
    };
    friend class TemplateWriter;
    std::vector<Part> parts_;
};

} // namespace gatehouse::html
