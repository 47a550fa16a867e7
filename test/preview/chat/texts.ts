/** Texts as a model writes them. */

export const PATCH = `--- src/api.py
+++ src/api.py
@@ -12,9 +12,17 @@
 class Client:
     def __init__(self, base_url: str, timeout: float = 10.0) -> None:
         self.base_url = base_url
         self.timeout = timeout
+        self.attempts = 3
 
     def get(self, path: str) -> dict:
-        response = requests.get(self.base_url + path, timeout=self.timeout)
-        response.raise_for_status()
-        return response.json()
+        for attempt in range(self.attempts):
+            try:
+                response = requests.get(self.base_url + path, timeout=self.timeout)
+                response.raise_for_status()
+                return response.json()
+            except requests.RequestException:
+                if attempt + 1 == self.attempts:
+                    raise
+                time.sleep(2**attempt)
@@ -48,3 +56,4 @@
 def client() -> Client:
     return Client(os.environ["SHOP_API"])
+
`;

export const ANSWER = `The client in \`src/api.py:18\` calls the shop without a retry, so one dropped connection loses a customer's order.

I'd do three things:

1. Try **three times**, waiting 1 s and 2 s in between.
2. Retry only what may succeed: connection errors and \`5xx\`, never a \`4xx\`.
3. Leave the *timeout* as it is, see src/settings.py:7 and [the docs](https://docs.python-requests.org/en/latest/user/advanced/).

| call | today | after |
|---|---|---:|
| \`get\` | 1 attempt | 3 |
| \`post\` | 1 attempt | 1, since it is not idempotent |

\`\`\`python
for attempt in range(self.attempts):
    try:
        return self._get(path)
    except requests.ConnectionError:
        if attempt + 1 == self.attempts:
            raise
        time.sleep(2**attempt)
\`\`\`

> A \`post\` could be retried with an idempotency key, which the shop's API does not offer.
`;

export const TEST_OUTPUT = `============================= test session starts ==============================
platform linux -- Python 3.12.4, pytest-8.3.2
collected 14 items

tests/test_api.py ...F                                                   [ 28%]
tests/test_orders.py ......                                              [ 71%]
tests/test_refunds.py ....                                               [100%]

=================================== FAILURES ===================================
____________________________ test_gives_up_after_three _________________________

    def test_gives_up_after_three(server):
        server.fail(times=3)
>       with pytest.raises(requests.HTTPError):
E       Failed: DID NOT RAISE <class 'requests.exceptions.HTTPError'>

tests/test_api.py:41: Failed
=========================== short test summary info ============================
FAILED tests/test_api.py::test_gives_up_after_three - Failed: DID NOT RAISE
========================= 1 failed, 13 passed in 1.84s =========================
`;

export const THINKING = `The person wants a retry in the client. First I should see how requests are made.
There is a requests.get without a retry. A POST must not be retried, it would order twice.`;

/** What must do nothing. */
export const HOSTILE = `<script>window.hacked = "script"</script>
<img src="x" onerror="window.hacked = 'onerror'">
<style>body { display: none }</style>
<iframe srcdoc="<script>parent.hacked='iframe'</script>"></iframe>
<svg onload="window.hacked='svg'"></svg>

[click me](javascript:window.hacked='link') [data](data:text/html,<script>window.hacked='data'</script>)
[command](command:workbench.action.terminal.new) ![image](https://tracker.example/pixel.png) ![x](javascript:1)
[x](https://ok.example/" onclick="window.hacked='attribute') <javascript:window.hacked=1> [bank](https://evil.example/login)

\`\`\`html" onmouseover="window.hacked='info'
<script>window.hacked = "code"</script>
\`\`\`

| a" onclick="x | <b style="color:red" onmouseover="window.hacked='table'">b</b> |
|:--|--:|
| \`<img src=x onerror=window.hacked='cell'>\` | 2 |

<a href="javascript:window.hacked='raw'" style="position:fixed;inset:0">x</a>
`;
