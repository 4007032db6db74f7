//! Where the readers of `aliyun-ecs-wire` may differ from the reference readers, and why.

use std::fmt;

/// An allowed difference. `docs/differences.md` is written from these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A number where a text is documented: serde_json knows its value, not its spelling.
    NumberSpelling,
    /// A number beyond 64-bit floats: serde_json refuses it wherever it stands.
    NumberOutOfRange,
    /// `-0.0` for a whole number: to serde_json it is the same as `-0`.
    MinusZero,
    /// A character XML does not have.
    Character,
    /// A reference to a character XML does not have.
    CharacterReference,
    /// `]]>` in a text.
    CDataEnd,
    /// An element whose name is none.
    Name,
    /// Attributes that are not as the grammar has them.
    Attributes,
    /// An XML declaration in the wrong place or with the wrong fields.
    Declaration,
    /// A processing instruction whose target is none.
    ProcessingInstruction,
}

/// What a difference comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Both accept, and the values differ in what the variant says and nothing else.
    Values,
    /// The reference refuses, `aliyun-ecs-wire` accepts.
    AcceptedHere,
    /// The reference accepts, and `aliyun-ecs-wire` may refuse: the reference cannot tell.
    MayBeRefusedHere,
    /// The library accepts, and `aliyun-ecs-wire` has to refuse.
    MustBeRefusedHere,
}

impl Difference {
    /// Every variant, in the order of the table.
    pub const ALL: &'static [Self] = &[
        Self::NumberSpelling,
        Self::NumberOutOfRange,
        Self::MinusZero,
        Self::Character,
        Self::CharacterReference,
        Self::CDataEnd,
        Self::Name,
        Self::Attributes,
        Self::Declaration,
        Self::ProcessingInstruction,
    ];

    /// Returns what it comes to.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::NumberSpelling => Side::Values,
            Self::NumberOutOfRange => Side::AcceptedHere,
            Self::MinusZero => Side::MayBeRefusedHere,
            _ => Side::MustBeRefusedHere,
        }
    }

    /// Returns why it is allowed.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NumberSpelling => {
                "the document says text, so a number keeps its spelling; serde_json knows its value only"
            }
            Self::NumberOutOfRange => {
                "a text or an unknown member may be any number of the grammar; serde_json reads it as a 64-bit float"
            }
            Self::MinusZero => {
                "`-0` is a whole number and `-0.0` is none; serde_json reads the same float from both"
            }
            Self::Character => "XML 1.0, production 2: quick-xml does not look at characters",
            Self::CharacterReference => {
                "XML 1.0, section 4.1, Legal Character: quick-xml refuses number 0 only"
            }
            Self::CDataEnd => "XML 1.0, section 2.4: `]]>` must not stand in a text",
            Self::Name => "XML 1.0, production 5: to quick-xml a name is what has no white space",
            Self::Attributes => {
                "XML 1.0, productions 40, 41 and 10: a blank before each, a name, no `<` in a value"
            }
            Self::Declaration => {
                "XML 1.0, production 23: at the very beginning, with version, encoding, standalone in this order"
            }
            Self::ProcessingInstruction => {
                "XML 1.0, production 17: the target is a name, and not `xml` in any case"
            }
        }
    }

    /// Returns a body in which it shows.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::NumberSpelling => r#"{"TotalCount":0,"RegionId":1.50}"#,
            Self::NumberOutOfRange => r#"{"TotalCount":0,"RegionId":1e999}"#,
            Self::MinusZero => r#"{"TotalCount":0,"Images":{"Image":[{"ImageOwnerId":-0.0}]}}"#,
            Self::Character => {
                "<DescribeImagesResponse><Images/><RegionId>\u{1}</RegionId></DescribeImagesResponse>"
            }
            Self::CharacterReference => {
                "<DescribeImagesResponse><Images/><RegionId>&#1;</RegionId></DescribeImagesResponse>"
            }
            Self::CDataEnd => {
                "<DescribeImagesResponse><Images/><RegionId>]]></RegionId></DescribeImagesResponse>"
            }
            Self::Name => "<DescribeImagesResponse><Images/><1/></DescribeImagesResponse>",
            Self::Attributes => {
                "<DescribeImagesResponse><Images a='1'b='2'/></DescribeImagesResponse>"
            }
            Self::Declaration => {
                " <?xml version='1.0'?><DescribeImagesResponse><Images/></DescribeImagesResponse>"
            }
            Self::ProcessingInstruction => {
                "<DescribeImagesResponse><Images/><?XML?></DescribeImagesResponse>"
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
