#include "edges/oidc/provider_answer.h"

#include "edges/oidc/browser.h"

namespace gatehouse::oidc {

http::Response take_provider_answer(Edge& edge, http::Request const& request)
{
    auto address = request.path_value("policy").empty() ? find_directory(edge, request) : find_address(edge, request);
    if (!address)
        return error_page(edge, request, { 404, 90066, "There is no such tenant or policy here." });
    auto answer = request.method == http::Method::Post ? request.form() : request.query();
    if (!answer)
        return error_page(edge, request, { 400, 90122, "The answer is not well-formed: " + answer.error().detail });
    auto const id = journey::journey_of_answer(*answer);
    if (!id)
        return error_page(edge, request,
            { 400, 90212, "The state of this sign-in is missing or not valid. Start again from the application." });
    std::string const browser = request.cookie(kBrowserCookie).value_or("");
    if (browser.empty())
        return error_page(edge, request,
            { 400, 90211,
                "The cookie of this sign-in is missing. Allow cookies and start again from the application." });
    journey::Input input;
    input.action = journey::Action::Answer;
    input.form = std::move(*answer);
    return continue_journey(edge, request, { std::move(*address), *id, { browser, false }, {} }, std::move(input));
}

} // namespace gatehouse::oidc
