#include "apps/gatehouse/verbs/resource.h"

namespace gatehouse::app {
namespace {

ResourceCommand const kCommands[] = {
    { .name = "flow list",
        .help = "Prints the user flows.",
        .target = "/beta/identity/b2cUserFlows",
        .columns = { { "ID", "id", 32 }, { "KIND", "userFlowType", 16 }, { "LANGUAGE", "defaultLanguageTag" } } },
    { .name = "flow show",
        .words = "FLOW",
        .help = "Prints a user flow.",
        .target = "/beta/identity/b2cUserFlows/{word}" },
    { .name = "flow create",
        .help = "Makes a user flow with the defaults; its settings are changed in the console or in the tenant's file.",
        .method = http::Method::Post,
        .target = "/beta/identity/b2cUserFlows",
        .body = R"({"userFlowTypeVersion":3})",
        .fields = { { "id", "id", BodyField::Kind::Text, "its name, with or without B2C_1_", true },
            { "kind", "userFlowType", BodyField::Kind::Text,
                "signUpOrSignIn, signUp, signIn, profileUpdate, passwordReset or resourceOwner", true } } },
    { .name = "flow delete",
        .words = "FLOW",
        .help = "Deletes a user flow. Journeys that have begun go on.",
        .method = http::Method::Delete,
        .target = "/beta/identity/b2cUserFlows/{word}",
        .done = "deleted" },
};

} // namespace

std::vector<VerbFrame> flow_frames()
{
    return resource_frames(kCommands);
}

} // namespace gatehouse::app
