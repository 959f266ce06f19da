//! What files become in the contract.

use mediaspec_core::contract::{
    Bound, Condition, Content, Context, Direction, Enum, EnumValue, Field, Form, Format, Json,
    Literal, Operation, Pattern, Piece, Required, RuleKind, Separated, Service, Severity, Shape,
    SourceKind, Style, Text, TypeDef, Unique,
};

use crate::fixtures::{CLIP, LAYER, OPERATION, PLAIN_OPERATION, field_of, lines, studio, type_of};
use crate::patterns;

fn service() -> Service {
    studio(OPERATION, &[("layer", LAYER), ("clip", CLIP)])
        .unwrap_or_else(|problems| panic!("{}", problems.render(false, 120)))
}

fn ty<'s>(service: &'s Service, name: &str) -> &'s TypeDef {
    service.ty(name).expect("a type")
}

fn field<'s>(ty: &'s TypeDef, name: &str) -> &'s Field {
    ty.field(name).expect("a field")
}

fn operation(service: &Service) -> &Operation {
    service.operation("CreateClip").expect("an operation")
}

#[test]
fn services_types_and_sources_are_in_their_order() {
    let service = service();
    assert_eq!(
        (service.name(), service.title(), service.style()),
        ("studio", "Example Studio", &Style::Rest)
    );
    let sources: Vec<_> = service
        .sources()
        .iter()
        .map(|source| (&*source.name, source.kind))
        .collect();
    assert_eq!(
        sources,
        [
            ("page", SourceKind::Page),
            ("explorer", SourceKind::ApiExplorer),
            ("sdk", SourceKind::Sdk)
        ]
    );
    let types: Vec<_> = service
        .own_types()
        .map(|ty| (ty.name.as_str(), &*ty.wire, ty.open))
        .collect();
    assert_eq!(
        types,
        [
            ("Clip", "Clip", false),
            ("Layer", "LayerConfig", true),
            ("RequestHeaders", "RequestHeaders", false)
        ]
    );
}

#[test]
fn fields_keep_their_order() {
    let service = service();
    let names: Vec<_> = ty(&service, "Clip")
        .fields
        .iter()
        .map(|f| &*f.name)
        .collect();
    assert_eq!(
        names,
        ["width", "mode", "layers", "params", "states", "answer"]
    );
}

#[test]
fn shapes_say_what_the_keys_say() {
    let service = service();
    let (clip, layer) = (ty(&service, "Clip"), ty(&service, "Layer"));
    let shape = |name: &str| &field(clip, name).shape;
    let Shape::Int(int) = shape("width") else {
        panic!("an int")
    };
    assert_eq!((int.min, int.max), (Some(0), Some(3840)));
    let Shape::List(list) = shape("layers") else {
        panic!("a list")
    };
    assert_eq!(
        (list.max_items, list.unique, &list.item),
        (Some(4), false, &Shape::Object("Layer".into()))
    );
    assert_eq!(clip.unique_in(field(clip, "layers")), Unique::By("index"));
    let Shape::Text(text) = shape("states") else {
        panic!("a text")
    };
    let Content::Separated(separated) = &text.content else {
        panic!("separated")
    };
    let Separated {
        separator,
        min_items,
        max_items,
        piece: Piece::Enum(piece),
    } = &**separated
    else {
        panic!("an enum")
    };
    assert_eq!((&**separator, piece.values.len()), (",", 2));
    assert_eq!((*min_items, *max_items), (None, Some(3)));
    let Shape::Text(text) = shape("answer") else {
        panic!("a text")
    };
    assert_eq!(
        text.content,
        Content::Json(Box::new(Shape::Object("Layer".into())))
    );
    let speed = field(layer, "speed");
    let Shape::Number(number) = &speed.shape else {
        panic!("a number")
    };
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    assert_eq!(number.lower, bound(0.0, true));
    assert_eq!(number.upper, bound(2.5, false));
    // 1.0 is the integer that it is.
    assert_eq!(speed.default, Some(Json::Scalar(Literal::Int(1))));
}

#[test]
fn provenance_is_named_and_conflicts_are_in_words() {
    let service = service();
    let width = field(ty(&service, "Clip"), "width");
    assert_eq!(width.required, Required::InRequests);
    assert_eq!(width.info.cite.to_string(), "page#1");
    assert_eq!(service.source(&width.info.cite).title.as_ref(), "Page");
    let cites: Vec<_> = width
        .info
        .cites
        .iter()
        .map(|(key, cite)| (&**key, cite.to_string()))
        .collect();
    assert_eq!(
        cites,
        [("kind", "page#2".to_owned()), ("max", "sdk".to_owned())]
    );
    let says: Vec<Vec<_>> = width
        .info
        .conflicts
        .iter()
        .map(|conflict| {
            conflict
                .says
                .iter()
                .map(|(key, word)| (&**key, &**word))
                .collect()
        })
        .collect();
    assert_eq!(
        says,
        [
            vec![("example", "\"SUCCESS\""), ("words", "Even numbers.")],
            vec![("", "absent")]
        ]
    );
    // What a source says of the value is weighed.
    let votes: Vec<_> = width
        .votes
        .iter()
        .map(|vote| match &vote.shape {
            Shape::Int(int) => (vote.cite.to_string(), int.min, int.max),
            shape => panic!("{shape:?}"),
        })
        .collect();
    assert_eq!(
        votes,
        [
            ("page#1".to_owned(), Some(0), None),
            ("sdk".to_owned(), Some(1), Some(3840)),
        ]
    );
}

#[test]
fn rules_name_fields_and_have_the_severity_of_their_kind() {
    let service = service();
    let clip = ty(&service, "Clip");
    let [unique, selects, range] = &*clip.rules else {
        panic!("three rules")
    };
    assert_eq!(
        (&unique.kind, unique.severity),
        (
            &RuleKind::Unique {
                list: "layers".into(),
                by: Some("index".into())
            },
            Severity::Error
        )
    );
    assert_eq!(
        selects.kind,
        RuleKind::SelectsType {
            tag: "mode".into(),
            field: "params".into(),
            cases: [("CROP".into(), "Layer".into())].into(),
            otherwise: None,
        }
    );
    assert_eq!(clip.selector_of("params"), Some(selects));
    assert_eq!(
        (range.severity, range.direction),
        (Severity::Warning, Some(Direction::Request))
    );
    assert_eq!(&*range.info.cite.source, "sdk");
    assert_eq!(
        *range.when,
        [
            Condition::Context([Context::Live2d, Context::Photo].into()),
            Condition::Is {
                field: "mode".into(),
                values: [Literal::from("CROP"), Literal::from("RESIZE")].into()
            }
        ]
    );
}

#[test]
fn parameters_become_types_of_the_operation() {
    let service = service();
    let operation = operation(&service);
    assert_eq!(
        (&*operation.service, operation.context),
        ("studio", Some(Context::Live2d))
    );
    let names = [
        &operation.path_parameters,
        &operation.query,
        &operation.headers,
    ];
    let expected = ["CreateClipPath", "CreateClipQuery", "CreateClipHeaders"];
    for (name, expected) in names.into_iter().zip(expected) {
        let ty = service.resolve(name.as_ref().expect("parameters"));
        assert_eq!(
            (ty.name.as_str(), ty.parameters_of.as_deref()),
            (expected, Some("CreateClip"))
        );
    }
    // Shared headers come first, with their rules.
    let headers = ty(&service, "CreateClipHeaders");
    let names: Vec<_> = headers.fields.iter().map(|field| &*field.name).collect();
    assert_eq!(
        names,
        [
            "X-Auth-Token",
            "Authorization",
            "X-Sdk-Date",
            "X-Project-Id"
        ]
    );
    let present = |field: &str| Condition::Present {
        field: field.into(),
    };
    let rules: Vec<_> = headers
        .rules
        .iter()
        .map(|rule| (&*rule.id, &*rule.when))
        .collect();
    assert_eq!(
        rules,
        [
            ("date-with-signature", &[present("Authorization")][..]),
            ("project-with-token", &[present("X-Auth-Token")][..])
        ]
    );
    assert_eq!(operation.auth, None);
    let auth: Vec<_> = service
        .auth(operation)
        .iter()
        .map(|group| (&*group.scheme, group.headers.len()))
        .collect();
    assert_eq!(auth, [("token", 1), ("aksk", 2)]);
}

#[test]
fn parts_of_which_an_operation_writes_nothing_have_no_type_of_its_own() {
    let service = |operation: &str| {
        studio(operation, &[("layer", LAYER), ("clip", CLIP)])
            .unwrap_or_else(|problems| panic!("{problems}"))
    };
    let names = |service: &Service| {
        let Operation {
            path_parameters,
            query,
            headers,
            ..
        } = operation(service);
        [path_parameters, query, headers].map(|name| name.as_deref().map(str::to_owned))
    };
    let plain = service(PLAIN_OPERATION);
    let shared = Some("RequestHeaders".to_owned());
    assert_eq!(names(&plain), [None, None, shared]);
    assert!(plain.types().all(|ty| ty.parameters_of.is_none()));

    // A rule over the shared headers is the operation's own.
    let rule = r#"
[[rule]]
id = "date-with-token"
in = "header"
kind = "required-if"
when = { auth = "token" }
fields = ["x-sdk-date"]
summary = "A token needs a date."
"#;
    let ruled = service(&format!("{PLAIN_OPERATION}{rule}"));
    let own = Some("CreateClipHeaders".to_owned());
    assert_eq!(names(&ruled), [None, None, own]);
    let headers = ty(&ruled, "CreateClipHeaders");
    assert_eq!(headers.fields, ty(&ruled, "RequestHeaders").fields);
    let kinds: Vec<_> = headers.rules.iter().map(|rule| &rule.kind).collect();
    let required = RuleKind::RequiredIf {
        fields: ["X-Sdk-Date".into()].into(),
    };
    assert_eq!(kinds, [&required, &required]);
}

#[test]
fn an_operation_has_header_groups_where_it_writes_some() {
    let group = "\n[[auth]]\nscheme = \"date\"\nheaders = [\"X-Sdk-Date\"]\n";
    let operation_with = format!("{PLAIN_OPERATION}{group}");
    let service = studio(&operation_with, &[("layer", LAYER), ("clip", CLIP)])
        .unwrap_or_else(|problems| panic!("{problems}"));
    let own = operation(&service).auth.as_deref().expect("a group");
    assert_eq!(own, service.auth(operation(&service)));
    let [group] = own else { panic!("one group") };
    assert_eq!(
        (&*group.scheme, group.cite.to_string()),
        ("date", "page".to_owned())
    );
    assert_eq!(service.common_auth().len(), 2);
}

#[test]
fn a_type_may_contain_itself() {
    let kinds = [
        ("child", "kind = \"object\"\ntype = \"Clip\""),
        (
            "children",
            "kind = \"list\"\nitem = { kind = \"object\", type = \"Clip\" }",
        ),
        ("text", "kind = \"text\"\njson = \"Clip\""),
        (
            "other",
            "kind = \"object\"\ntype = \"Other\"\nrequired = true",
        ),
        ("mode", "kind = \"text\"\ndefault = \"a\""),
        ("any", "kind = \"any\""),
    ];
    let mut clip: String = kinds
        .iter()
        .map(|(name, keys)| field_of(name, keys))
        .collect();
    clip.push_str(
        "\n[[rule]]\nid = \"by-mode\"\nkind = \"selects-type\"\ntag = \"mode\"\nfield = \"any\"\n\
         cases = { a = \"Clip\" }\nsummary = \"The mode says it.\"\n",
    );
    let clip = type_of("Clip", &clip);
    let other = type_of(
        "Other",
        &field_of("clip", "kind = \"object\"\ntype = \"Clip\""),
    );
    let service = studio(PLAIN_OPERATION, &[("clip", &clip), ("other", &other)])
        .unwrap_or_else(|problems| panic!("{problems}"));
    let clip = ty(&service, "Clip");
    let named: Vec<_> = clip.references().map(|name| name.as_str()).collect();
    assert_eq!(named, ["Clip", "Clip", "Clip", "Other", "Clip"]);
    let reached: Vec<_> = service
        .reachable(clip)
        .iter()
        .map(|ty| ty.name.as_str())
        .collect();
    assert_eq!(reached, ["Clip", "Other"]);
}

#[test]
fn cases_of_a_tag_that_is_an_integer_are_integers() {
    let cases = |tag: &str, written: &str| {
        let clip =
            [("tag", tag), ("any", "kind = \"any\"")].map(|(name, keys)| field_of(name, keys));
        let rule = format!(
            "\n[[rule]]\nid = \"by-tag\"\nkind = \"selects-type\"\ntag = \"tag\"\nfield = \"any\"\n\
             cases = {{ {written} = \"Clip\" }}\nsummary = \"The tag says it.\"\n"
        );
        let clip = type_of("Clip", &(clip.concat() + &rule));
        let service =
            studio(PLAIN_OPERATION, &[("clip", &clip)]).map_err(|told| told.to_string())?;
        let RuleKind::SelectsType { cases, .. } = &ty(&service, "Clip").rules[0].kind else {
            panic!("another rule")
        };
        Ok::<_, String>(
            cases
                .iter()
                .map(|(value, _)| value.clone())
                .collect::<Vec<_>>(),
        )
    };
    let int = "kind = \"int\"\nmax = 9";
    assert_eq!(cases(int, "1"), Ok(vec![Literal::Int(1)]));
    assert_eq!(cases("kind = \"text\"", "1"), Ok(vec!["1".into()]));
    for (tag, written) in [(int, "10"), (int, "a"), ("kind = \"number\"", "1")] {
        assert!(cases(tag, written).is_err(), "{tag} {written}");
    }
}

/// What a piece of a separated text becomes, of which `keys` say what it is.
fn piece_of(keys: &str) -> Piece {
    let keys = format!("kind = \"text\"\nseparator = \",\"\nitem = {{ {keys} }}");
    let clip = type_of("Clip", &field_of("pieces", &keys));
    let service =
        studio(PLAIN_OPERATION, &[("clip", &clip)]).unwrap_or_else(|problems| panic!("{problems}"));
    let Shape::Text(Text { form, content }) = &field(ty(&service, "Clip"), "pieces").shape else {
        panic!("a text")
    };
    assert_eq!(*form, Form::default());
    let Content::Separated(separated) = content else {
        panic!("separated")
    };
    assert_eq!(&*separated.separator, ",");
    separated.piece.clone()
}

#[test]
fn each_constraint_of_a_piece_is_loaded() {
    let none = Form::default;
    let colour = "^#[0-9A-F]{6}$";
    let pattern = |words: &str| {
        Some(Box::new(Pattern {
            regex: colour.into(),
            words: words.into(),
            automaton: patterns::compile(colour).expect("portable"),
        }))
    };
    let texts: [(&str, Form); 8] = [
        (
            "min_chars = 2",
            Form {
                min_chars: Some(2),
                ..none()
            },
        ),
        (
            "max_chars = 9",
            Form {
                max_chars: Some(9),
                ..none()
            },
        ),
        (
            "max_bytes = 8",
            Form {
                max_bytes: Some(8),
                ..none()
            },
        ),
        (
            "max_chars_without_markup = 7",
            Form {
                max_chars_without_markup: Some(7),
                ..none()
            },
        ),
        (
            "pattern = '^#[0-9A-F]{6}$'",
            Form {
                pattern: pattern("a text that matches ^#[0-9A-F]{6}$"),
                ..none()
            },
        ),
        (
            "pattern = '^#[0-9A-F]{6}$', pattern_words = \"a colour\"",
            Form {
                pattern: pattern("a colour"),
                ..none()
            },
        ),
        (
            "format = \"https-url\"",
            Form {
                format: Some(Format::HttpsUrl),
                ..none()
            },
        ),
        (
            "encoding = \"base64\"",
            Form {
                base64: true,
                ..none()
            },
        ),
    ];
    for (keys, form) in texts {
        let piece = piece_of(&format!("kind = \"text\", {keys}"));
        assert_eq!(piece, Piece::Text(form), "{keys}");
    }
    let value = |wire: &str, summary: &str, deprecated: Option<&str>| EnumValue {
        wire: wire.into(),
        summary: summary.into(),
        deprecated: deprecated.map(Into::into),
    };
    let values = [
        value("A", "The first.", None),
        value("B", "", Some("Use A.")),
    ];
    let written = "values = [{ wire = \"A\", summary = \"The first.\" }, { wire = \"B\", deprecated = \"Use A.\" }]";
    for open in [false, true] {
        assert_eq!(
            piece_of(&format!("kind = \"enum\", open = {open}, {written}")),
            Piece::Enum(Enum {
                named: None,
                open,
                any_case: false,
                values: values.clone().into(),
            })
        );
    }
}

#[test]
fn responses_are_in_order_of_status_and_name_the_shared_headers() {
    let service = service();
    let operation = operation(&service);
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|r| {
            (
                r.status,
                r.body.as_deref(),
                r.headers.as_deref(),
                r.error_code.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        responses,
        [
            (202, Some("Layer"), Some("RequestHeaders"), None),
            (400, None, None, Some("S.1"))
        ]
    );
    let body = operation.request.as_ref().expect("a body");
    assert_eq!((body.ty.as_str(), body.required), ("Clip", false));
    let callback = operation.callbacks.first().expect("a callback");
    assert_eq!(
        (
            &*callback.name,
            callback.ty.as_str(),
            &*callback.cite.source
        ),
        ("clip-done", "Layer", "sdk")
    );
}

#[test]
fn loading_twice_builds_the_same() {
    let (one, two) = (service(), service());
    assert_eq!(one, two);
    assert_eq!(one.write(), two.write());
}

#[test]
fn what_no_source_explains_has_no_sentence() {
    let unexplained = |text: &str| {
        ["What it is.", "What `width` holds."]
            .iter()
            .fold(text.to_owned(), |text, sentence| {
                text.replace(&format!("summary = \"{sentence}\""), "summary = false")
            })
    };
    let clip = unexplained(&type_of("Clip", &field_of("width", "kind = \"int\"")));
    let operation = PLAIN_OPERATION.replace("summary = \"Renders a clip.\"", "summary = false");
    let operation = format!(
        "{operation}\n[[response]]\nstatus = 200\nkind = \"list\"\nitem = {{ kind = \"int\" }}\nsummary = false\n"
    );
    let service = studio(&operation, &[("clip", &clip)]).expect("a service");
    let clip = ty(&service, "Clip");
    let sentences = [
        &clip.info.summary,
        &field(clip, "width").info.summary,
        &self::operation(&service).info.summary,
        &self::operation(&service)
            .responses
            .first()
            .expect("a response")
            .summary,
    ];
    assert_eq!(sentences.map(|summary| &**summary), [""; 4]);
}

#[test]
fn a_summary_is_a_sentence_or_false() {
    let clip = type_of("Clip", &field_of("width", "kind = \"int\""));
    let told = |summary: &str| {
        let clip = clip.replacen("summary = \"What it is.\"", summary, 1);
        let problems = studio(PLAIN_OPERATION, &[("clip", &clip)]).expect_err("a problem");
        lines(&problems)
    };
    let wrong = "studio/types/clip.toml:4:11: MS1012: `summary` is";
    assert_eq!(
        told("summary = true"),
        [format!("{wrong} true, expected a text in quotes or false")]
    );
    assert_eq!(
        told("summary = 1"),
        [format!(
            "{wrong} an integer, expected a text in quotes or false"
        )]
    );
    assert_eq!(
        told("notes = []"),
        ["studio/types/clip.toml:2:1: MS1013: the key `summary` is missing"]
    );
}

/// The votes about the field `mode` of `Clip`, of which `keys` say what it is: the source of each, and its shape.
fn votes(keys: &str) -> Vec<(String, Shape)> {
    let clip = type_of("Clip", &field_of("mode", keys));
    let service = studio(PLAIN_OPERATION, &[("clip", &clip)]).expect("a service");
    let mode = field(ty(&service, "Clip"), "mode");
    let votes = mode.votes.iter();
    votes
        .map(|vote| (vote.cite.source.to_string(), vote.shape.clone()))
        .collect()
}

#[test]
fn what_a_source_says_of_texts_beside_its_own_list_is_no_vote() {
    let listed = "kind = \"enum\"\nvalues = [{ wire = \"A\" }]\n";
    let of = |source: &str, says: &str| {
        format!("\n[[field.conflict]]\nsource = \"{source}\"\nsays = {{ {says} }}\n")
    };
    let beside = of(
        "page",
        "min_chars = 0, max_chars = 8, pattern = \"^[A-Z]$\"",
    );
    assert_eq!(votes(&format!("{listed}{beside}")), []);
    // Of a source that lists other values, the list alone is a vote; one that lists none speaks of texts.
    let other = of("sdk", "values = [\"B\"], max_chars = 8");
    let by: Vec<_> = votes(&format!("{listed}{other}"));
    assert!(
        matches!(&*by, [(page, Shape::Enum(_)), (sdk, Shape::Enum(_))] if page == "page" && sdk == "sdk"),
        "{by:?}"
    );
    let by = votes(&format!("{listed}{}", of("sdk", "max_chars = 8")));
    assert!(
        matches!(&*by, [(page, Shape::Enum(_)), (sdk, Shape::Text(_))] if page == "page" && sdk == "sdk"),
        "{by:?}"
    );
}

#[test]
fn a_source_does_not_state_what_the_field_has_no_key_for() {
    // The field is the page's, and its lower bound the SDK's: what the page says of that is no contradiction of its own.
    let keys = "kind = \"number\"\nmax = 60\nabove = 0\nsources = { above = \"sdk\" }\n";
    let says = "\n[[field.conflict]]\nsource = \"page\"\nsays = { min = 0 }\n";
    let by = votes(&format!("{keys}{says}"));
    let lower = |shape: &Shape| match shape {
        Shape::Number(number) => number.lower.as_ref().map(|bound| bound.exclusive),
        _ => None,
    };
    let by: Vec<_> = by
        .iter()
        .map(|(name, shape)| (&**name, lower(shape)))
        .collect();
    assert_eq!(by, [("page", Some(false)), ("sdk", Some(true))]);
    // Of two bounds of one source, the field's counts.
    let keys = "kind = \"number\"\nmin = 1\n";
    assert_eq!(votes(&format!("{keys}{says}")), []);
}

#[test]
fn that_there_may_be_more_is_said_of_the_list_that_the_field_has() {
    let listed = "kind = \"enum\"\nvalues = [{ wire = \"A\" }]\n";
    let says = "\n[[field.conflict]]\nsource = \"sdk\"\nsays = { open = true }\n";
    let by = votes(&format!("{listed}{says}"));
    let is_open = |shape: &Shape| match shape {
        Shape::Enum(listed) => Some((listed.open, listed.values.len())),
        _ => None,
    };
    let by: Vec<_> = by
        .iter()
        .map(|(name, shape)| (&**name, is_open(shape)))
        .collect();
    assert_eq!(by, [("page", Some((false, 1))), ("sdk", Some((true, 1)))]);
}

/// A list of `A` and `B`, put together of the page's and the SDK's, which have one value each; `listed` is what the field lists.
fn put_together(listed: &str) -> String {
    format!(
        "kind = \"enum\"\nvalues = [{listed}]\nopen = true\nsources = {{ values = [\"explorer\", \"sdk\"], open = \"page\" }}\n
[[field.conflict]]\nsource = \"explorer\"\nsays = {{ values = [\"A\"] }}\n
[[field.conflict]]\nsource = \"sdk\"\nsays = {{ values = [\"B\"] }}\n"
    )
}

#[test]
fn each_source_of_a_list_that_is_put_together_votes_by_its_own() {
    let by = votes(&put_together("{ wire = \"A\" }, { wire = \"B\" }"));
    let lists = by.iter().map(|(name, shape)| match shape {
        Shape::Enum(listed) => {
            let values: Vec<&str> = listed.values.iter().map(|value| &*value.wire).collect();
            (&**name, listed.open, values)
        }
        _ => panic!("{name} lists nothing"),
    });
    assert_eq!(
        lists.collect::<Vec<_>>(),
        [
            ("page", true, vec!["A", "B"]),
            ("explorer", false, vec!["A"]),
            ("sdk", false, vec!["B"]),
        ]
    );
}

#[test]
fn a_list_that_is_put_together_has_the_values_of_its_sources_and_no_others() {
    let told = |listed: &str| {
        let clip = type_of("Clip", &field_of("mode", &put_together(listed)));
        let problems = studio(PLAIN_OPERATION, &[("clip", &clip)]).expect_err("another list");
        lines(&problems).join("\n")
    };
    let more = told("{ wire = \"A\" }, { wire = \"B\" }, { wire = \"C\" }");
    assert!(
        more.contains("MS2310") && more.contains("C\" is in the list of none"),
        "{more}"
    );
    let less = told("{ wire = \"A\" }");
    assert!(
        less.contains("MS2310") && less.contains("B\" is missing"),
        "{less}"
    );
}

#[test]
fn a_slip_of_the_source_that_governs_takes_no_precedence() {
    let keys = |slip: &str| {
        format!(
            "kind = \"int\"\ndefault = 5\nsources = {{ default = \"sdk\" }}\n\n[[field.conflict]]\nsource = \"page\"\nsays = {{ default = 7 }}\n{slip}"
        )
    };
    let clip = |slip: &str| type_of("Clip", &field_of("mode", &keys(slip)));
    assert!(studio(PLAIN_OPERATION, &[("clip", &clip("slip = true"))]).is_ok());
    let problems = studio(PLAIN_OPERATION, &[("clip", &clip(""))]).expect_err("the page governs");
    assert!(
        lines(&problems).iter().all(|line| line.contains("MS2303")),
        "{problems}"
    );
}
