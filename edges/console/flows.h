// What the pages about user flows share. Facts: directory.md §2.1.
#pragma once

#include "core/flows/flows.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/visit.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::console {

std::string flow_path(Visit const& visit, std::string_view flow, std::string_view below = "");
// Where a policy is shown: a user flow has pages of its own.
std::string policy_page(Visit const& visit, StoredPolicy const& policy);
// The flow of the path; a Trouble of 404 when there is none.
Answer<policy::UserFlow> named_flow(Ports& ports, Visit const& visit);
Answer<policy::UserFlow> look_at_flow(Visit const& visit);

// "Sign up and sign in".
std::string type_title(policy::FlowType type);

// What core says of a bad flow, as a sentence for the page.
std::string sentence_of(std::string_view detail);
Trouble flow_trouble(Error const& error);
template <class T>
Answer<T> told(Result<T> result)
{
    if (!result)
        return std::unexpected(flow_trouble(result.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

// The flow with these members of its JSON, which core reads: what is wrong with them is for core to say.
Answer<policy::UserFlow> with_members(policy::UserFlow const& flow, json::Object const& members);

// One of the pages of a flow, below its name and beside the others.
struct FlowView {
    std::string title;
    std::string_view below = {}; // "/properties"
    // From the flow down to the page above this one, as View::above.
    std::vector<std::pair<std::string, std::string>> above = {};
    html::Safe content = {};
    int status = 200;
    bool leads_away = false; // as View::leads_away
};
http::Response draw_flow(Visit const& visit, policy::UserFlow const& flow, FlowView const& page);

// Changes the flow of the path as `edit` says and goes on to the page `below`. What is refused comes again with the
// reason: `again` draws the flow as it is stored, and what was typed over it.
using FlowEdit = std::function<Answer<void>(Ports&, policy::UserFlow&)>;
using FlowAgain = std::function<Response(policy::UserFlow const&, std::string const&)>;
Response change_flow(Visit const& visit, std::string_view below, FlowEdit const& edit, FlowAgain const& again,
    std::string_view notice = "Saved. Servers follow within a second or two.");

// All values of a name in the form: check boxes.
std::vector<std::string> chosen(Visit const& visit, std::string_view name);

// The parts of the area, a file each.
std::vector<Route> new_flow_routes();
std::vector<Route> flow_property_routes();
std::vector<Route> flow_account_routes();
std::vector<Route> flow_attribute_routes();
std::vector<Route> flow_asking_routes();
std::vector<Route> flow_connector_routes();
std::vector<Route> flow_layout_routes();
std::vector<Route> flow_language_routes();
std::vector<Route> flow_run_routes();
std::vector<Route> flow_trial_routes();

} // namespace gatehouse::console
