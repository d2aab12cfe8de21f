// Writes the XML of a leaf policy; private to the generator.
#pragma once

#include "core/policy/user_flow.h"
#include "libs/xml/xml.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::policy {

// Two spaces a level; every value is escaped.
class LeafWriter {
public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void open(std::string_view name, Attributes attributes = {})
    {
        line(tag(name, attributes) + ">");
        names_.emplace_back(name);
    }
    void close()
    {
        std::string const name = std::move(names_.back());
        names_.pop_back();
        line("</" + name + ">");
    }
    void empty(std::string_view name, Attributes attributes) { line(tag(name, attributes) + " />"); }
    void text(std::string_view name, std::string_view value, Attributes attributes = {})
    {
        line(tag(name, attributes) + ">" + xml::escape(value) + "</" + std::string(name) + ">");
    }
    // A claim of a form.
    void field(std::string_view element, std::string_view claim, bool required)
    {
        if (required)
            empty(element, { { "ClaimTypeReferenceId", claim }, { "Required", "true" } });
        else
            empty(element, { { "ClaimTypeReferenceId", claim } });
    }
    void item(std::string_view key, std::string_view value) { text("Item", value, { { "Key", key } }); }
    std::string take() { return std::move(out_); }

private:
    static std::string tag(std::string_view name, Attributes attributes)
    {
        std::string out = "<" + std::string(name);
        for (auto const& [key, value] : attributes)
            out += " " + std::string(key) + "=\"" + xml::escape(value) + "\"";
        return out;
    }
    void line(std::string const& text) { out_ += std::string(names_.size() * 2, ' ') + text + "\n"; }

    std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    std::vector<std::string> names_;
};

// Custom attributes that the flow names anywhere, each once.
std::vector<std::string> custom_attributes(UserFlow const& flow);
void write_claims(
    LeafWriter& out, std::string_view list, std::string_view element, std::vector<std::string> const& claims);

void write_enabled(LeafWriter& out, std::string_view profile, std::string_view when = "Always");

// leaf_attributes.cpp: claim types of what is collected or returned, and the lists of claims of forms.
void write_attribute_types(LeafWriter& out, UserFlow const& flow);
bool is_required(UserFlow const& flow, std::string const& attribute);

// leaf_pages.cpp: content definitions and localization.
void write_pages(LeafWriter& out, UserFlow const& flow);
void write_localization(LeafWriter& out, UserFlow const& flow);

// leaf_accounts.cpp: sign-up, sign-in and reset by kind of account.
void write_accounts(LeafWriter& out, UserFlow const& flow);

// leaf_connectors.cpp: technical profiles of the API connectors.
// What a connector may set: attributes that are collected or returned. It never changes who somebody is.
std::vector<std::string> settable_claims(UserFlow const& flow);
void write_connectors(LeafWriter& out, UserFlow const& flow);

// leaf_federation.cpp: identity providers, the steps that offer them, and what their people are asked for.
// What is kept of whoever signs up: what the flow collects, and what an API connector may set besides.
std::vector<std::string> persisted_at_sign_up(UserFlow const& flow);
void write_federated_sign_up(LeafWriter& out, UserFlow const& flow);
void write_identity_providers(LeafWriter& out, UserFlow const& flow);
void write_federated_steps(LeafWriter& out, UserFlow const& flow);

} // namespace gatehouse::policy
