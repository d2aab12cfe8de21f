// The settings of a user flow that are a number, a switch or a choice. They go by their names in the flow's JSON, and
// core says which values they take: here are only the words for people.
#pragma once

#include "core/policy/user_flow.h"
#include "edges/console/parts.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::console {

struct FlowSetting {
    enum class Kind { Number, Switch, Choice, Several };
    Kind kind = Kind::Number;
    std::string_view name; // "accessTokenLifetimeMinutes", and the name of its field
    std::string_view label;
    std::string_view help = {}; // unit, range and default
    std::vector<Option> choices = {};
    std::string_view inside = {}; // the member that it is a member of: "customPasswordRules"
};

struct FlowSettingGroup {
    std::string_view id;
    std::string_view title;
    std::vector<FlowSetting> settings;
    // Of other types the page leaves it out.
    std::vector<policy::FlowType> of_types = {};
};

// Of the page "Properties", and of accounts by themselves.
std::span<FlowSettingGroup const> flow_properties();
FlowSettingGroup const& account_settings();
// By its name; ends the program when there is none.
FlowSetting const& flow_setting(std::string_view name);

bool applies(FlowSettingGroup const& group, policy::FlowType type);

// How a setting stands, for people: "60", "Every time", "On".
std::string setting_text(std::string_view name, policy::UserFlow const& flow);
Facts setting_facts(FlowSettingGroup const& group, policy::UserFlow const& flow);

// By the name of the field.
using SettingErrors = std::map<std::string, std::string, std::less<>>;
// A field with what was typed, else with what the flow says.
html::Safe setting_field(
    Visit const& visit, FlowSetting const& setting, policy::UserFlow const& flow, SettingErrors const& errors = {});

// What the form says of these settings; the errors are filled where core does not take a value.
policy::UserFlow with_settings(
    Visit const& visit, policy::UserFlow const& flow, std::vector<FlowSetting> const& settings, SettingErrors& errors);

} // namespace gatehouse::console
