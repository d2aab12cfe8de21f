// Whatever a browser posts, line after line: an answer and never a fault, nobody is signed in by it, and the state is
// the same after it was written and read.
#include "core/journey/state.h"
#include "core/journey/world_fuzz.h"
#include "libs/base/text.h"

#include <cstddef>
#include <cstdint>

namespace gatehouse::journey {
namespace {

constexpr size_t kMostPosts = 12;

// The first letter says what was pressed, the rest is the form.
std::optional<Input> read_input(std::string_view line)
{
    constexpr Action kActions[] = { Action::Show, Action::Submit, Action::SendCode, Action::VerifyCode,
        Action::ChangeValue, Action::Confirm, Action::Choose, Action::SignUp, Action::ForgotPassword, Action::Cancel };
    if (line.empty() || line.front() < 'a' || line.front() >= 'a' + static_cast<char>(std::size(kActions)))
        return std::nullopt;
    auto form = url::parse_form(line.substr(1));
    if (!form)
        return std::nullopt;
    Input input;
    input.action = kActions[line.front() - 'a'];
    input.target = form->get("target");
    input.form = std::move(*form);
    return input;
}

void run(FuzzWorld& world, std::string_view text)
{
    Request request;
    request.client = ClientId("client");
    request.host = "https://login.example.test";
    State state = begin(*world.plan, world.tenant, request, std::nullopt, world.clock, world.random);
    Input first;
    first.action = Action::Begin;
    auto const apply = [&](Input const& input) {
        auto step = advance(world.plan, world.tenant, std::move(state), input, world.services);
        check(step.has_value(), "a post is never our fault");
        check(!std::holds_alternative<Finished>(step->outcome), "nobody is there to be signed in");
        std::string const written = write(step->state, *world.plan);
        auto again = read(written, *world.plan);
        check(again.has_value() && write(*again, *world.plan) == written, "the state is not what was written");
        state = std::move(*again);
        state.version = step->state.version;
        return !std::holds_alternative<Refused>(step->outcome);
    };
    bool goes_on = apply(first);
    auto const lines = split(text, '\n');
    for (size_t i = 0; goes_on && i < std::min(kMostPosts, lines.size()); ++i)
        if (auto const input = read_input(lines[i]))
            goes_on = apply(*input);
}

} // namespace
} // namespace gatehouse::journey

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    static gatehouse::journey::FuzzWorld world;
    gatehouse::journey::run(world, { reinterpret_cast<char const*>(data), size });
    return 0;
}
