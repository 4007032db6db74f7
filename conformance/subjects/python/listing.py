"""Plain pages, as most programs ask for them: one after another until the total is reached.

It trusts the total, overlaps nothing and always says that it has everything. The cases of the area
say where that is wrong.
"""


def following(given):
    answers = given["answers"]
    size = given["page_size"]
    if answers:
        last = answers[-1]
        total = last["total"]
        is_over = not last["ids"] or total is not None and len(answers) * size >= total
        if is_over:
            delivered = [identifier for answer in answers for identifier in answer["ids"]]
            return {"over": {"verdict": "complete", "delivered": delivered}}
    return {"ask": {"number": len(answers) + 1, "size": size}}
