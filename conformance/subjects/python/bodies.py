"""Pages and errors, in JSON and XML, in the canonical form of the suite."""

import json
import re
from xml.parsers import expat


class Refused(Exception):
    """A body that is refused. The line and column are known for syntax only."""

    def __init__(self, kind, line=None, column=None):
        super().__init__(kind)
        self.kind, self.line, self.column = kind, line, column

    def told(self):
        where = {"line": self.line, "column": self.column}
        return {"kind": self.kind, **{name: at for name, at in where.items() if at is not None}}


class Unsupported(Exception):
    """A question that this program has no answer to."""


TEXT, COUNT, ID, FLAG = "text", "count", "id", "flag"
DISK = {
    **dict.fromkeys(
        "Device Size SnapshotId Type Format ImportOSSBucket ImportOSSObject Progress".split(), TEXT
    ),
    "RemainTime": COUNT,
    "Encrypted": FLAG,
}
TAG = {"TagKey": TEXT, "TagValue": TEXT}
ITEM = dict.fromkeys("Name Value RiskLevel RiskCode".split(), TEXT)
DETECTION = {"Status": TEXT, "Items": ["Item", ITEM, False]}
FEATURES = dict.fromkeys(
    "NvmeSupport ImdsSupport CpuOnlineUpgrade CpuOnlineDowngrade MemoryOnlineUpgrade "
    "MemoryOnlineDowngrade".split(),
    TEXT,
)
IMAGE = {
    **dict.fromkeys(
        "ImageId ImageName ImageFamily ImageVersion Description ImageOwnerAlias OSName OSNameEn "
        "OSType Platform Architecture Status Progress ProductCode IsSelfShared CreationTime Usage "
        "ResourceGroupId BootMode SupplierName LicenseType".split(),
        TEXT,
    ),
    **dict.fromkeys(
        "IsSubscribed IsCopied IsSupportIoOptimized IsSupportCloudinit IsPublic "
        "LoginAsNonRootSupported Usable".split(),
        FLAG,
    ),
    "Size": COUNT,
    "ImageOwnerId": ID,
    "DiskDeviceMappings": ["DiskDeviceMapping", DISK, True],
    "Tags": ["Tag", TAG, True],
    "DetectionOptions": DETECTION,
    "Features": FEATURES,
}
PAGE = {
    **dict.fromkeys(["PageNumber", "TotalCount", "PageSize"], COUNT),
    **dict.fromkeys(["RegionId", "RequestId"], TEXT),
    "Images": ["Image", IMAGE, True],
}
DEEPEST = 64


def page(body):
    root, value = read(body)
    if root not in (None, "DescribeImagesResponse") or not isinstance(value, dict):
        raise Refused("not-a-page")
    found = record(value, PAGE)
    if value.get("Images") is None and found.get("TotalCount") is None:
        raise Refused("not-a-page")
    return found


def error(body):
    root, value = read(body)
    if root not in (None, "Error") or not isinstance(value, dict):
        raise Refused("not-an-error")
    found = {}
    for name in ("Code", "Message", "RequestId", "HostId", "Recommend"):
        given = value.get(name, value.get(name[0].lower() + name[1:]))
        if given is not None:
            found[name] = scalar(given, TEXT)
    if not found.get("Code"):
        raise Refused("not-an-error")
    return {"Message": "", **found}


def record(value, fields):
    if isinstance(value, str) and not value.strip():
        value = {}
    if not isinstance(value, dict):
        raise Refused("wrong-type")
    found = {}
    for name, kind in fields.items():
        if isinstance(kind, list):
            item, inner, always = kind
            items = [record(one, inner) for one in listed(value.get(name), item)]
            if items or always:
                found[name] = {item: items}
        elif value.get(name) is None:
            continue
        elif isinstance(kind, dict):
            found[name] = record(value[name], kind)
        else:
            read_value = scalar(value[name], kind)
            if read_value is not None and not (name == "ImageId" and read_value == ""):
                found[name] = read_value
    found.update((name, kept(of)) for name, of in value.items() if name not in fields)
    return found


def kept(value):
    """Returns what a member that nobody knows is kept as."""
    if isinstance(value, dict):
        return {name: kept(of) for name, of in value.items()}
    if isinstance(value, list):
        return [kept(item) for item in value]
    return json.loads(value) if isinstance(value, Number) else value


def listed(wrapper, item):
    if wrapper is None or (isinstance(wrapper, str) and not wrapper.strip()):
        return []
    if not isinstance(wrapper, dict):
        raise Refused("wrong-type")
    items = wrapper.get(item)
    if items is None:
        return []
    return items if isinstance(items, list) else [items]


class Number(str):
    """A JSON number as it is spelled."""


def scalar(value, kind):
    if isinstance(value, (dict, list)):
        raise Refused("wrong-type")
    if kind == TEXT:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == FLAG and isinstance(value, bool):
        return value
    if isinstance(value, bool) or (kind == FLAG and isinstance(value, Number)):
        raise Refused("wrong-type")
    word = str(value).strip(" \t\r\n")
    if not word:
        return None
    if kind == FLAG:
        if word.lower() not in ("true", "false"):
            raise Refused("wrong-type")
        return word.lower() == "true"
    if not re.fullmatch("-?[0-9]+" if kind == ID else "[0-9]+", word):
        raise Refused("wrong-type")
    number = int(word)
    low, high = (-(2**63), 2**63 - 1) if kind == ID else (0, 2**32 - 1)
    if not low <= number <= high:
        raise Refused("wrong-type")
    return number


def read(body):
    """Returns the name of the root element (`None` for JSON) and the value."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not-utf8") from None
    content = text.removeprefix("\ufeff").lstrip(" \t\r\n")
    if not content:
        raise Refused("empty")
    if content.startswith("{"):
        return None, read_json(text.removeprefix("\ufeff"))
    if re.match("<(html|!doctype *html|head|body)", content, re.IGNORECASE):
        raise Refused("not-a-page")
    if content.startswith("<"):
        return read_xml(body.removeprefix(b"\xef\xbb\xbf"))
    raise Refused("not-a-page")


def read_json(text):
    def unique(pairs):
        if len({name for name, _ in pairs}) < len(pairs):
            raise Refused("duplicate")
        return dict(pairs)

    def no_number(word):
        raise Unsupported(f"where {word} stands, json does not say")

    try:
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=Number,
            parse_float=Number,
            parse_constant=no_number,
        )
    except json.JSONDecodeError as problem:
        if problem.pos >= len(text.rstrip()) or "Unterminated string" in problem.msg:
            raise Refused("truncated") from None
        if problem.msg.startswith(("Illegal trailing comma", "Invalid control")):
            raise Refused("syntax") from None
        raise Refused("syntax", problem.lineno, problem.colno) from None
    if depth(value) > DEEPEST:
        raise Refused("too-deep")
    if re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)):
        raise Refused("syntax")
    return value


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


LISTS = {"Image", "DiskDeviceMapping", "Tag", "Item"}
KNOWN = set(PAGE) | set(IMAGE) | set(DISK) | set(TAG) | set(DETECTION) | set(ITEM) | set(FEATURES)


def read_xml(body):
    stack = [["", {}, ""]]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name, _attributes):
        if len(stack) > DEEPEST:
            raise Refused("too-deep")
        stack.append([name, {}, ""])

    def end(name):
        _, children, text = stack.pop()
        value = text
        if children:
            if text.strip():
                raise Refused("wrong-type")
            value = children
        siblings = stack[-1][1]
        if name in LISTS:
            siblings.setdefault(name, []).append(value)
        elif name in siblings and name in KNOWN | {"Code", "Message"}:
            raise Refused("duplicate")
        elif name in siblings:
            before = siblings[name]
            siblings[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            siblings[name] = value

    def characters(data):
        stack[-1][2] += data

    def doctype(*_):
        raise Refused("doctype")

    def declaration(_version, encoding, _standalone):
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            raise Refused("not-utf8")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declaration
    try:
        parser.Parse(body, True)
    except expat.ExpatError as problem:
        codes = expat.errors
        cut = (codes.XML_ERROR_NO_ELEMENTS, codes.XML_ERROR_UNCLOSED_TOKEN)
        if expat.ErrorString(problem.code) in cut:
            raise Refused("truncated") from None
        if expat.ErrorString(problem.code) == codes.XML_ERROR_DUPLICATE_ATTRIBUTE:
            raise Refused("duplicate") from None
        # expat looks ahead: an element that never ends is told at the end of the body.
        if problem.code == codes.codes[codes.XML_ERROR_NO_ELEMENTS]:
            raise Refused("truncated") from None
        raise Refused("syntax") from None
    [(root, value)] = stack[0][1].items()
    return root, value
