import assert from "node:assert/strict";
import { commandEnv } from "../../../src/tools/commandEnv.ts";

const DROPPED = `ANTHROPIC_API_KEY ANTHROPIC_BASE_URL CLAUDE_CODE_OAUTH_TOKEN FLIGHTDECK_STORAGE VSCODE_IPC_HOOK_CLI
  ELECTRON_RUN_AS_NODE OPENAI_API_KEY API_KEY MY_API_KEY_2 APIKEY GITHUB_TOKEN GH_TOKEN NODE_AUTH_TOKEN npm_config__authToken
  AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SESSION_TOKEN SECRET_KEY_BASE CLIENT_SECRET DB_PASSWORD PGPASSWORD MYSQL_PWD
  DB_PASS SSH_PRIVATE_KEY STRIPE_KEY GOOGLE_APPLICATION_CREDENTIALS GPG_PASSPHRASE SESSION_COOKIE github_token Npm_Token`;

const KEPT = `PATH HOME PWD OLDPWD LANG SHELL TMPDIR USER NODE_ENV NODE_OPTIONS SSH_AUTH_SOCK HTTP_PROXY MAX_TOKENS
  TOKENIZERS_PARALLELISM KEYBOARD MONKEY DATABASE_URL PYTHONPATH AWS_REGION JAVA_HOME VIRTUAL_ENV`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

describe("the environment of an agent's command", () => {
  for (const name of words(DROPPED))
    it(`is without ${name}`, () => assert.equal(commandEnv({ [name]: "x" })[name], undefined));

  for (const name of words(KEPT))
    it(`has ${name}`, () => assert.equal(commandEnv({ [name]: "x" })[name], "x"));

  it("lets nothing ask for input or page", () => {
    const { GIT_TERMINAL_PROMPT, PAGER } = commandEnv({ PAGER: "less" });
    assert.deepEqual([GIT_TERMINAL_PROMPT, PAGER], ["0", "cat"]);
  });
});
