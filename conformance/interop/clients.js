// The classic official SDK for Node.js against the emulator.
//
// Called by run.sh with the line the emulator prints when it is ready.

"use strict";

const { RPCClient } = require("@alicloud/pop-core");

const READY = JSON.parse(process.argv[2]);
const KEY = "interop-id";
const SECRET = "interop-secret";

let failures = 0;

/** Prints one line and counts what differs. */
function check(name, got, expected) {
  if (JSON.stringify(got) === JSON.stringify(expected)) {
    console.log(`ok    ${name}: ${JSON.stringify(got)}`);
  } else {
    failures += 1;
    console.log(`FAIL  ${name}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
  }
}

function client(accessKeyId = KEY, accessKeySecret = SECRET) {
  return new RPCClient({ accessKeyId, accessKeySecret, endpoint: READY.url, apiVersion: "2014-05-26" });
}

function describeImages(method, parameters, of = client()) {
  return of.request("DescribeImages", { RegionId: "cn-hangzhou", ...parameters }, { method });
}

/** All image ids, page by page until the total is reached. */
async function pages(method, PageSize) {
  const ids = [];
  for (let PageNumber = 1; ; PageNumber += 1) {
    const page = await describeImages(method, { PageSize, PageNumber });
    ids.push(...page.Images.Image.map((image) => image.ImageId));
    if (PageNumber * PageSize >= page.TotalCount) {
      return [ids, page.TotalCount];
    }
  }
}

/** The code with which a call fails; the SDK does not tell the status. */
async function code(method, parameters, of) {
  try {
    await describeImages(method, parameters, of);
    return null;
  } catch (error) {
    return error.code;
  }
}

async function popCore(method) {
  console.log(`# @alicloud/pop-core 1.8.0, ${method}`);
  const [ids, total] = await pages(method, 25);
  check("images over all pages", ids.length, total);
  check("no image twice", new Set(ids).size, total);
  check("at least a hundred images by default", total >= 100, true);
  const named = await describeImages(method, { ImageName: "*64位 *+~" });
  check("a name with all kinds of characters is signed right", named.TotalCount, 0);
  const codes = [
    await code(method, {}, client(KEY, "wrong")),
    await code(method, {}, client("nobody")),
  ];
  check("wrong secret, unknown key", codes, ["SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound"]);
  check("usage", await code(method, { Usage: "disk" }), "InvalidUsage");
}

async function main() {
  await popCore("GET");
  await popCore("POST");
  console.log(`${failures} failed`);
  process.exit(failures ? 1 : 0);
}

main().catch((error) => {
  // Its other members hold the signed URL.
  console.error(`FAIL  ${error.name}: ${error.code}`);
  process.exit(1);
});
