"""What a browser reports about the pages it shows: violations of the guard's policy and errors of the console."""

import re

WATCH = """
addEventListener('securitypolicyviolation', fault => console.error(
    `policy: ${fault.violatedDirective} ${fault.blockedURI} ${fault.sourceFile}:${fault.lineNumber}`))
"""
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of 4"
    r"|policy: script-src wasm-eval http://[^/]+/static/js/protobuf\.[\w-]+\.js:1$"
)
"""A page that is not found; and Streamlit's protobuf, which tries WebAssembly for long numbers and does without."""


def watched(visit):
    """What the browser reports from now on."""
    reported = []

    def keep(message):
        if message.type == "error" and not EXPECTED.match(message.text):
            reported.append(message.text)

    visit.context.add_init_script(WATCH)
    visit.context.on("console", keep)
    return reported
