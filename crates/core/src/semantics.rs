//! What checks promise where JSON, vendors and common sense leave room: a question, the answer, and the test that holds it.
//!
//! Each test goes through every driver, and through the JSON Schema of the same types where a schema can tell. They stand
//! in [`tests/tests/it/semantics.rs`][tests] of the repository.
//!
//! | question | answer | test |
//! |---|---|---|
//! | `50.0`, `5e1` for an integer | an integer, in the engine, the schemas and the models | [`fifty_point_zero_and_five_e_one_are_integers`][tests] |
//! | an integer without documented bounds | bounds of `i64` | [`an_integer_without_documented_bounds_has_those_of_i64`][tests] |
//! | an integer that must be a multiple of another | zero and negative multiples are; told beside a bound that it breaks | [`multiples_may_be_zero_or_negative_and_are_told_beside_bounds`][tests] |
//! | an integer beyond `i64` | out of range (`minimum`, `maximum`); never wrapped, never a panic | [`beyond_i64_is_out_of_range`][tests] |
//! | a number beyond `f64` (`1e400`), skipped or not | malformed, code `number` | [`beyond_f64_is_malformed_skipped_or_not`][tests] |
//! | `-0` | zero | [`minus_zero_is_zero`][tests] |
//! | digits beyond what `f64` holds | read as `f64` reads them | [`digits_beyond_f64_are_read_as_f64_reads_them`][tests] |
//! | `null` as the whole document | `type` | [`null_as_the_whole_document_is_a_type_violation`][tests] |
//! | a body that is a list, a text, a number or a boolean | checked from its root: an item is at `/0`; a `null` in its place is `type` | [`a_body_that_is_no_object_is_checked_from_its_root`][tests] |
//! | length | Unicode code points (`minLength`, `maxLength`); UTF-8 bytes only where the contract says bytes | [`length_counts_code_points_and_bytes_only_where_the_key_says_so`][tests] |
//! | `null` | request: a `null` violation, unless the member may be null; response: an optional member is absent then, for any other it is a `null` violation | [`null_is_a_violation_in_requests_and_absence_for_optional_members_of_responses`][tests] |
//! | `type`, `null` or `enum` at a value | ends the checks of that value; otherwise every failure is told | [`type_null_and_enum_end_the_checks_of_a_value_and_otherwise_every_failure_is_told`][tests] |
//! | an unknown member | request: a violation; response: ignored | [`an_unknown_member_is_a_violation_in_requests_and_ignored_in_responses`][tests] |
//! | the same, where the vendor's table is known in part | request: a warning | [`an_unknown_member_of_a_type_known_in_part_is_a_warning_in_requests`][tests] |
//! | a documented name twice in one object | `duplicate-key`, every time; each occurrence is checked; rules that read it do not run | [`a_documented_name_twice_is_told_every_time_and_rules_do_not_read_it`][tests] |
//! | the same, for a tag that selects the type of a sibling | the sibling is read by what the tag says when the sibling comes, or at the end where no tag came before, or where the sibling stands there again; a tag that stood twice by then selects nothing | [`a_sibling_is_read_by_what_its_tag_says_when_it_comes`][tests] |
//! | the same, for a member in which items must differ | the first occurrence counts | [`a_member_that_stands_twice_in_one_item_does_not_repeat_itself`][tests] |
//! | length without markup | a tag from `<` to the next `>` is not counted; an unclosed `<` is text | [`length_without_markup_leaves_tags_out_and_an_unclosed_one_in`][tests] |
//! | a text of several pieces | the first piece that breaks anything is told with all that it breaks, at the pointer of the text; where none does, the first deprecated value is told | [`the_first_piece_that_breaks_anything_is_told_with_all_that_it_breaks`][tests] |
//! | a value of a list that may be in any case | letters of ASCII in either case are the same, and no others; rules and advice see the value as it is listed | [`values_in_any_case_are_those_of_the_list`][tests] |
//! | a named value | checked wherever it is named as if it were written there; a finding has the source of its definition | [`a_named_value_is_checked_where_it_is_named_and_told_with_its_own_source`][tests] |
//! | a number or a truth value that is written as text | an integer is `-?[0-9]+`, a number `-?[0-9]+(\.[0-9]+)?`, a truth value `true` or `false`; another text is told as `format`, one out of range as numbers are; a JSON number in the place of a number, or a boolean in that of a truth value, is a `type` warning, and rules, which name the text, take it for that text | [`numbers_and_truth_values_in_texts_are_held_against_their_bounds`][tests] |
//! | how many pieces a text has | one more than separators, so that the empty text has one; too few or too many is told at the pointer of the text, and the pieces are checked too | [`a_text_has_one_piece_more_than_separators_and_too_many_are_checked_too`][tests] |
//! | the order within one text | its own form, then how many pieces it has, then its pieces or the document in it, then its length in bytes | [`a_text_is_told_as_a_whole_then_its_pieces_then_its_bytes`][tests] |
//! | a value that some sources refuse | an error where all that speak of it refuse it; a warning where the one that governs refuses it, and in requests where another does | [`what_all_sources_refuse_is_an_error_and_what_some_refuse_a_warning`][tests] |
//! | a constraint that definitions alone state | in responses and for headers that carry credentials a warning | [`what_definitions_alone_state_is_a_warning_in_responses`][tests] |
//! | a constraint that definitions and the texts of a library alone state | likewise, lists of values too; where such texts alone state it, a warning everywhere | [`what_definitions_and_the_texts_of_a_library_alone_state_is_a_warning_in_responses`][tests] |
//! | a member that a source dropped | in requests a `deprecated` warning | [`a_member_that_a_source_dropped_is_told_in_requests`][tests] |
//! | a value that an open list does not have | a warning, `enum` | [`a_value_that_an_open_list_lacks_is_a_warning`][tests] |
//! | an empty text | has every pattern, format and encoding where a length of 0 is documented | [`an_empty_text_has_every_form_where_nothing_is_a_documented_length`][tests] |
//! | base64 | RFC 4648 section 4, padded | [`base64_is_of_rfc_4648_with_padding`][tests] |
//! | a JSON document in a text | checked like any other, and told by the way to it (`embedded`) | [`a_document_in_a_text_is_checked_and_told_with_the_way_on`][tests] |
//! | the kind of such a document | any that the contract says: a list, a number | [`a_document_in_a_text_can_be_of_any_kind`][tests] |
//! | a text that holds JSON: the empty text, `null` | the member counts as absent | [`a_text_that_holds_no_document_counts_as_absent`][tests] |
//! | a text that should be JSON and is not | `contentMediaType`; a warning in responses, which repeat what callers wrote | [`a_text_that_is_no_document_is_a_warning_in_responses`][tests] |
//! | a map | its members may have any name, in requests too; the value of each is checked, and a name that stands in it twice is `duplicate-key`, every time | [`a_map_takes_any_name_once_and_checks_the_value_of_each`][tests] |
//! | an object of which nothing is documented | a map of any values: names that stand in it twice are told, and what its values hold is not looked at | [`an_object_of_which_nothing_is_documented_takes_any_members_once`][tests] |
//! | a list in a list | has bounds of its own, and its items differ from each other, not from those of its neighbours | [`a_list_in_a_list_is_counted_and_compared_by_itself`][tests] |
//! | alternatives of a value | only those that take its JSON type are tried (none: `type`); the value is good if one has no error to tell, and otherwise what is told is that of the one with the fewest errors | [`of_alternatives_the_first_without_an_error_counts_or_else_the_one_with_the_fewest`][tests] |
//! | alternatives with as many errors | what is told is that of the one with the fewest warnings, the first of equals | [`of_alternatives_with_as_many_errors_the_one_with_the_fewest_warnings_counts`][tests] |
//! | an object, not empty, at the root of an answer in which no documented member stands | `unrecognized` at the root, a warning; a member that errors of the service have, too, does not count where others of an error stand beside it, and the message says that it is an error. Not told of a type that is known in part | [`an_answer_in_which_no_documented_member_stands_is_not_recognized`][tests] |
//! | required | in both directions, or in requests alone | [`required_holds_in_both_directions_or_in_requests_alone`][tests] |
//! | a condition on an absent member | it counts with its literal default; a default never satisfies `required` or `required-if` | [`an_absent_member_counts_with_its_default_in_conditions_and_never_as_present`][tests] |
//! | a rule that reads a failed member, and `rows` with a member absent | not run | [`a_rule_that_reads_a_failed_member_and_rows_with_one_absent_do_not_run`][tests] |
//! | rules between members (`required-if`, `at-least-one`, `at-most-one`, `rows`, placeholders) in a response | a warning: they bind who calls, not who answers | [`rules_between_members_are_warnings_in_responses`][tests] |
//! | several members of which one is needed, and none is there | `at-least-one` at the first of them | [`of_several_members_the_first_is_missing_unless_one_is_there`][tests] |
//! | a text that must hold a placeholder | any of its spellings will do, anywhere in the text, written with JSON's escapes or not; told as `pattern` at the text | [`a_text_holds_a_placeholder_in_any_of_its_spellings`][tests] |
//! | a rule that names a member of an inner object by the way to it (`Video/Codec`) | where an object on the way is absent the member is, with its literal default; where one failed, or stands twice, rules that name the member do not run; findings point at the member | [`a_way_leads_to_a_member_that_is_absent_where_an_object_on_it_is`][tests] |
//! | a tag that selects the type of a member inside of a sibling | as it selects that of a sibling: the sibling is read by what the tag says when it comes, or at the end where no tag came before; the nearest tag decides | [`a_tag_further_out_selects_the_type_of_a_member_inside_wherever_it_stands`][tests] |
//! | too many items | told; the items are checked too, within the limits | [`too_many_items_are_told_and_checked_too`][tests] |
//! | byte order mark, UTF-16, gzip | malformed, code `encoding` | [`marks_lone_surrogates_bad_utf8_trailing_text_and_nothing_are_malformed`][tests] |
//! | lone surrogate escape, invalid UTF-8 anywhere, trailing text, empty input | malformed | [`marks_lone_surrogates_bad_utf8_trailing_text_and_nothing_are_malformed`][tests] |
//! | more than 128 levels | malformed, code `depth` | [`more_than_128_levels_are_malformed`][tests] |
//! | a status that no page documents | `undocumented-status` at the root, a warning; the body of a 4xx or 5xx is checked as the service's errors are, where it has a type for them | [`a_status_that_no_page_documents_is_a_violation_at_the_root`][tests] |
//! | parameters (path, query, headers) | text on the wire: an integer is `-?[0-9]+`, a number `-?[0-9]+(\.[0-9]+)?`, a boolean `true` or `false`; header names in any case, told as they are documented; an unknown query parameter is a violation, an unknown header is not; a percent sign in a URL or a form that escapes nothing is malformed | [`parameters_are_text_on_the_wire`][tests] |
//! | parameters given as a JSON object | texts by the rules of the wire (`"20"` is an integer, `"2e1"` is none), other values by those of JSON; the schemas describe the latter alone | [`parameters_in_json_are_read_as_texts_of_the_wire_or_as_json`][tests] |
//! | a parameter that is still its template | `placeholder`, and nothing else is said of the value: in braces, angle brackets or behind a colon or a dollar sign the parameter's own name in any spelling, in a path any name in braces | [`a_parameter_that_is_still_its_template_is_told_as_such`][tests] |
//! | a header that says again what the path says (`X-Project-Id`), in a whole request | `mismatch` at the header, unless one of them is missing or still a template | [`a_header_that_does_not_say_what_the_path_says_is_told`][tests] |
//! | the parameters that every operation of a service takes | known wherever parameters are given, and checked like others; the one that names the operation takes that name alone, and the version, where it is sent, is the documented one | [`the_common_parameters_of_a_service_are_known_by_every_route`][tests] |
//! | a whole request that carries another version of the API than the service has, or none where its requests carry one | `other-api` at the root of the query, and nothing else is checked; the version stands in the query, in a form, or in the header `x-acs-version` | [`a_request_for_another_version_of_the_api_is_one_finding`][tests] |
//! | a whole request to a host of another API of the vendor, by its URL or else by the header `Host` | the same | [`a_request_to_a_host_of_another_api_is_one_finding`][tests] |
//! | a whole request to a host of the vendor, of which no contract has the operation | `unknown-operation`, a warning, and nothing of it is checked | [`an_unknown_operation_at_a_host_of_the_vendor_is_a_warning`][tests] |
//! | how a request of the RPC style names its operation | in the query, or else in the header `x-acs-action`, or else in a form | [`a_request_of_the_rpc_style_names_its_operation_in_query_header_or_form`][tests] |
//! | a body that is sent as another media type than is documented | `media-type` at the root, told before what is in the message: an error in requests, a warning in answers; parameters of the media type and case do not matter, and without a `Content-Type` nothing is said. A form is not read where JSON is documented, nor JSON where a form is; what is sent as something else again is read as it is documented, where it can be | [`a_body_that_is_sent_as_what_is_not_documented_is_not_read_as_what_it_is_not`][tests] |
//! | a form (`application/x-www-form-urlencoded`, `multipart/form-data`) | its fields are texts, as parameters are, told as members of the body; a file is its name, and what it holds is not looked at. As a JSON document a form is an object of its fields, whose values are those of JSON | [`the_fields_of_a_form_are_texts_and_a_file_is_its_name`][tests] |
//! | an answer that is a file | nothing is checked of it | [`of_an_answer_that_is_a_file_nothing_is_checked`][tests] |
//! | a form, where the query names the operation (RPC) | its fields are parameters of the query, told as such, and may name the operation | [`where_the_query_names_the_operation_a_form_holds_its_parameters`][tests] |
//! | advice (no effect, accepted range, deprecated, service scope) | severity `warning`; never changes the verdict | [`advisory_prose_warns_and_never_changes_the_verdict`][tests] |
//! | profile `tolerant` | in responses `enum`, upper bounds, lengths and item counts become warnings | [`the_tolerant_profile_widens_what_vendors_widen_in_responses_alone`][tests] |
//! | an allowed code | a warning, everywhere or at a pointer, in which `*` is any one step | [`an_allowed_code_warns_everywhere_or_at_its_pointer`][tests] |
//! | an allowed code of a warning | not told; what was met with is in the report | [`an_allowed_warning_is_not_told_and_what_was_allowed_is`][tests] |
//!
//! [tests]: https://github.com/mediaspec/mediaspec/blob/main/tests/tests/it/semantics.rs
