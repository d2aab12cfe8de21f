// What the actions of display controls yield, kept in the journey until the page's form is submitted.
#pragma once

#include "core/journey/form.h"
#include "core/journey/run.h"

namespace gatehouse::journey {

void keep_control_outputs(Run& run, policy::DisplayControl const& control, Bag const& values);
void drop_control_outputs(Run& run, policy::DisplayControl const& control);
// Of all controls among the fields, into the form's values.
void take_control_outputs(Run& run, std::vector<FormField> const& fields, Bag& values);

} // namespace gatehouse::journey
