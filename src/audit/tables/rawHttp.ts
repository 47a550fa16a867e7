/** Hosts and paths of language models' HTTP APIs, for calls without an SDK. */
export const MODEL_ENDPOINTS: readonly RegExp[] = [
  /\bapi\.(?:openai|anthropic|mistral|groq|together|deepseek|x|cohere|perplexity|fireworks|cerebras)\.(?:com|ai|xyz)\b/,
  /\bopenrouter\.ai\/api\b/,
  /\bgenerativelanguage\.googleapis\.com\b/,
  /\/v1\/messages\b/,
  /\/chat\/completions\b/,
  /\/v1\/responses\b/,
  /\bapi\.portkey\.ai\b/,
  /:generateContent\b/,
];

/** What the same hosts offer besides language models: keys, lists of models, embeddings, speech, pictures. */
export const OTHER_ENDPOINTS =
  /\/(?:auth|keys?|models|credits|generation|embeddings|audio|images|files|moderations|fine_tuning|batches|usage|organization)(?:[/?]|\b(?=[^/:]*$)|$)(?!.*(?:\/(?:chat\/completions|responses|messages)\b|enerateContent\b))/;

/** Calls that send a request over HTTP, without the last `()`; the language's own `fetch` is known besides. */
export const HTTP_CALLS: readonly string[] = [
  "{requests,httpx}.{post,request}",
  "{requests.Session,requests.session,httpx.Client,httpx.AsyncClient}().{post,request,stream}",
  "aiohttp.ClientSession().{post,request}",
  "axios.{default,post,request}",
  "axios.default.{post,request}",
  "axios.{default.,}create().{post,request}",
  "{node-fetch,undici}.{default,fetch,request}",
  "{got,ky}.default[.post]",
  "urllib.request.{urlopen,Request}",
];

/** Where a model runs on the same machine, so that nothing is paid for it. */
export const LOCAL_ENDPOINT =
  /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b|\[::1\]|:11434\b|:1234\/v1\b/;
