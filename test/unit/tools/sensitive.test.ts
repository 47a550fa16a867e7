import assert from "node:assert/strict";
import { sensitiveReason } from "../../../src/tools/sensitive.ts";

const SENSITIVE = `
.git/config .git/hooks/pre-commit sub/.git/HEAD .gitmodules .gitattributes .husky/pre-push lefthook.yml .pre-commit-config.yaml
.claude/settings.json .claude/agents/a.md .flightdeck/agents/x.md .github/agents/a.agent.md .github/copilot-instructions.md
.cursor/rules/a.mdc .cursorrules CLAUDE.md CLAUDE.local.md AGENTS.md docs/AGENTS.md GEMINI.md skills/x/SKILL.md .mcp.json .vscode/mcp.json
.vscode/tasks.json .vscode/launch.json .vscode/settings.json a.code-workspace .idea/workspace.xml .devcontainer/devcontainer.json
.github/workflows/ci.yml .gitlab-ci.yml Jenkinsfile .circleci/config.yml azure-pipelines.yml .travis.yml Procfile
.envrc .env .env.local prod.env .tool-versions
package.json sub/package.json package-lock.json yarn.lock pnpm-lock.yaml pyproject.toml setup.py Makefile Cargo.toml build.rs go.mod
requirements.txt requirements-dev.txt Dockerfile Dockerfile.dev compose.yaml docker-compose.prod.yml vite.config.ts conftest.py
node_modules/x/index.js .venv/bin/activate build.gradle.kts Gemfile pom.xml app.csproj CMakeLists.txt justfile flake.nix
.bashrc .zshrc .profile .npmrc .eslintrc.json .mocharc.cjs .yarnrc.yml .ssh/config .config/fish/config.fish
`;

const ORDINARY = `
src/api.py README.md src/git/config.ts docs/agents.html environment.ts src/env.ts package.ts make.py src/docker.ts
tests/test_api.py data/customers.csv .gitignore workflows/ci.ts claude.ts src/hooks/useThing.ts config/app.json index.html
src/github/client.ts rc.ts lib/buildx src/build/index.ts
`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

describe("sensitiveReason", () => {
  for (const path of words(SENSITIVE))
    it(`gives a reason for ${path}`, () => assert.notEqual(sensitiveReason(path), undefined));

  for (const path of words(ORDINARY))
    it(`gives none for ${path}`, () => assert.equal(sensitiveReason(path), undefined));

  const spellings = {
    "other letter case": ".GIT/config",
    "Windows separators": ".vscode\\tasks.json",
    "a dot at the end, which Windows drops": ".git./config",
    "a space at the end, which Windows drops": "package.json ",
    "an NTFS stream": ".git::$INDEX_ALLOCATION/config",
    "an NTFS short name": "GIT~1/config",
    "a character that HFS+ ignores": ".g\u200cit/config",
    "a compatibility letter": ".v\u017fcode/tasks.json",
  };
  for (const [how, path] of Object.entries(spellings))
    it(`is not fooled by ${how}`, () => assert.notEqual(sensitiveReason(path), undefined));

  it("says why", () => {
    assert.equal(sensitiveReason(".git/hooks/pre-commit"), "Git runs or follows it");
    assert.match(sensitiveReason("package.json") ?? "", /package managers/);
  });
});
