"""Lists all images with the official SDK for Python, and prints what it took as the program `listing` does."""

import json
import resource
import sys
import time
from urllib.parse import urlsplit

from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeImagesRequest import DescribeImagesRequest

address, images = urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
client = AcsClient("testid", "testsecret", "cn-hangzhou", auto_retry=False)
began, cpu = time.monotonic(), time.process_time()
ids, number = [], 1
while True:
    request = DescribeImagesRequest()
    request.set_accept_format("json")
    request.set_endpoint(address)
    request.set_PageSize(100)
    request.set_PageNumber(number)
    page = json.loads(client.do_action_with_exception(request))
    ids += [image["ImageId"] for image in page["Images"]["Image"]]
    if number * 100 >= page["TotalCount"]:
        break
    number += 1
wall, cpu = time.monotonic() - began, time.process_time() - cpu
assert ids == [f"m-{n:0>20}" for n in range(images)], "other images"
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print("python", images, number, int(wall * 1e6), int(cpu * 1e6), peak)
