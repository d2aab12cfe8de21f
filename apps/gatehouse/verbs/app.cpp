#include "apps/gatehouse/verbs/resource.h"

namespace gatehouse::app {
namespace {

// --kind says where the redirect addresses belong.
Result<void> complete_new_app(DirectoryClient&, Options const& options, json::Object& body)
{
    std::string const kind = options.get("kind", "web");
    std::string_view const place = kind == "web" ? "web"
        : kind == "spa"                          ? "spa"
        : kind == "native"                       ? "publicClient"
                                                 : "";
    if (place.empty())
        return fail(Fault::Invalid, "--kind is web, spa or native, not " + kind);
    json::Array addresses;
    for (std::string const& address : options.all("redirect-uri"))
        addresses.emplace_back(address);
    set_member(body, std::string(place) + "/redirectUris", std::move(addresses));
    if (place == "publicClient")
        body.set("isFallbackPublicClient", true);
    return {};
}

ResourceCommand const kCommands[] = {
    { .name = "app list",
        .help = "Prints the app registrations.",
        .target = "/v1.0/applications",
        .columns
        = { { "CLIENT ID", "appId", 36 }, { "NAME", "displayName", 28 }, { "APP ID URI", "identifierUris" } } },
    { .name = "app show",
        .words = "APP",
        .help = "Prints an app registration, which is named by its client id or its name.",
        .target = "/v1.0/applications/{app}" },
    { .name = "app create",
        .help = "Registers an app.",
        .method = http::Method::Post,
        .target = "/v1.0/applications",
        .fields = { { "name", "displayName", BodyField::Kind::Text, "name", true },
            { "app-id-uri", "identifierUris", BodyField::Kind::Texts,
                "makes it an API: the address that scopes begin with" } },
        .complete = complete_new_app,
        .options = { { "kind", true, "web (default), spa or native" },
            { "redirect-uri", true, "where answers go; may stand several times" } } },
    { .name = "app change",
        .words = "APP",
        .help = "Changes an app registration: JSON in the shape of the directory API.",
        .method = http::Method::Patch,
        .target = "/v1.0/applications/{app}",
        .fields = { { "name", "displayName", BodyField::Kind::Text, "another name" },
            { "web", "web", BodyField::Kind::Json, "{\"redirectUris\":[...],\"logoutUrl\":...}" },
            { "spa", "spa", BodyField::Kind::Json, "{\"redirectUris\":[...]}" },
            { "public-client", "publicClient", BodyField::Kind::Json, "{\"redirectUris\":[...]}" },
            { "api", "api", BodyField::Kind::Json, "{\"oauth2PermissionScopes\":[...]}" } },
        .done = "changed" },
    { .name = "app add-secret",
        .words = "APP",
        .help = "Makes a client secret and prints it, once.",
        .method = http::Method::Post,
        .target = "/v1.0/applications/{app}/addPassword",
        .fields = { { "name", "passwordCredential/displayName", BodyField::Kind::Text, "what it is for" },
            { "until", "passwordCredential/endDateTime", BodyField::Kind::Text,
                "2027-12-31T00:00:00Z (default: two years)" } } },
    { .name = "app remove-secret",
        .words = "APP",
        .help = "Makes a client secret worth nothing.",
        .method = http::Method::Post,
        .target = "/v1.0/applications/{app}/removePassword",
        .fields = { { "key-id", "keyId", BodyField::Kind::Text, "of the secret; `app show` lists them", true } },
        .done = "removed" },
    { .name = "app delete",
        .words = "APP",
        .help = "Deletes an app registration, which can be restored for 30 days. Nothing that it was given works\n"
                "meanwhile.",
        .method = http::Method::Delete,
        .target = "/v1.0/applications/{app}",
        .done = "deleted; `gatehouse app restore OBJECT_ID` takes it back within 30 days" },
    { .name = "app deleted",
        .help = "Prints the app registrations that can be restored.",
        .target = "/v1.0/directory/deletedItems/microsoft.graph.application",
        .columns = { { "OBJECT ID", "id", 36 }, { "CLIENT ID", "appId", 36 }, { "NAME", "displayName", 24 },
            { "DELETED", "deletedDateTime" } } },
    { .name = "app restore",
        .words = "OBJECT_ID",
        .help = "Restores a deleted app registration, with its secrets and permissions.",
        .method = http::Method::Post,
        .target = "/v1.0/directory/deletedItems/{word}/restore",
        .done = "restored" },
    { .name = "app purge",
        .words = "OBJECT_ID",
        .help = "Removes a deleted app registration at once and for good.",
        .method = http::Method::Delete,
        .target = "/v1.0/directory/deletedItems/{word}",
        .done = "gone for good" },
};

} // namespace

std::vector<VerbFrame> app_frames()
{
    return resource_frames(kCommands);
}

} // namespace gatehouse::app
