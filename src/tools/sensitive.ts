/**
 * Files that run or steer something later, by themselves or when a person does something harmless
 * such as opening the folder. Writing one is as much as running a command at a time when nobody looks.
 */

interface Kind {
  readonly reason: string;
  /** Folders whose whole content counts, at any depth, separated by white space. */
  readonly folders?: string;
  /** Names of files, at any depth; `*` stands for any characters. */
  readonly files?: string;
}

const KINDS: readonly Kind[] = [
  {
    reason: "Git runs or follows it",
    folders: ".git .husky .githooks",
    files: ".gitmodules .gitattributes .gitconfig lefthook.* .lefthook.* .pre-commit-config.*",
  },
  {
    reason: "agents take instructions or tools from it",
    folders: `.claude .flightdeck .cursor .windsurf .codex .gemini .roo .continue .cline .clinerules .kiro
      .amazonq .opencode .agents .aider*`,
    files: `agents.md agents.*.md agent.md claude.md claude.*.md gemini.md skill.md copilot-instructions.md
      *.agent.md *.prompt.md *.instructions.md *.chatmode.md .cursorrules .clinerules .windsurfrules .roomodes
      .aider* .mcp.json mcp.json`,
  },
  {
    reason: "the editor runs or follows it when the folder is opened",
    folders: ".vscode .idea .vs .zed .fleet .devcontainer",
    files: "*.code-workspace .devcontainer.json *.sublime-project .exrc .nvim.lua .dir-locals.el",
  },
  {
    reason: "the code host or its CI runs or follows it",
    folders: ".github .gitlab .circleci .buildkite .gitea .forgejo .ci .teamcity",
    files: `.gitlab-ci.* jenkinsfile* .travis.* azure-pipelines* bitbucket-pipelines.* .drone.* appveyor.*
      .appveyor.* .woodpecker* cloudbuild.* buildspec.* codeowners procfile netlify.toml vercel.json wrangler.*
      fly.toml render.yaml app.yaml`,
  },
  {
    reason: "it sets the environment of later commands",
    files: ".envrc .env .env.* *.env .tool-versions mise.toml .mise.toml mise.*.toml",
  },
  {
    reason: "package managers and build tools run or follow it",
    folders: ".cargo .mvn .yarn gradle node_modules site-packages venv .venv",
    files: `package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml
      .pnpmfile.cjs bun.lock bun.lockb bunfig.toml deno.json deno.jsonc deno.lock lerna.json nx.json turbo.json
      *.config.js *.config.mjs *.config.cjs *.config.ts *.config.mts *.config.cts gulpfile.* gruntfile.*
      pyproject.toml setup.py setup.cfg pipfile pipfile.lock poetry.lock uv.lock uv.toml requirements*.txt
      constraints*.txt environment.yml environment.yaml tox.ini pytest.ini conftest.py noxfile.py *.pth
      sitecustomize.py usercustomize.py
      cargo.toml cargo.lock build.rs rust-toolchain rust-toolchain.toml go.mod go.sum go.work go.work.sum
      gemfile gemfile.lock rakefile *.gemspec composer.json composer.lock
      pom.xml *.gradle *.gradle.kts gradle.properties gradlew gradlew.bat mvnw mvnw.cmd build.sbt
      *.csproj *.fsproj *.vbproj *.sln *.slnx *.props *.targets global.json nuget.config packages.lock.json
      mix.exs mix.lock rebar.config package.swift package.resolved podfile podfile.lock pubspec.yaml pubspec.lock
      cmakelists.txt *.cmake cmakepresets.json makefile makefile.* gnumakefile *.mk configure configure.ac
      meson.build build.ninja justfile .justfile taskfile.* build build.bazel workspace workspace.bazel
      module.bazel *.bzl sconstruct sconscript build.xml build.zig build.zig.zon
      flake.nix flake.lock shell.nix default.nix`,
  },
  {
    reason: "containers and machines are built from it",
    files: `dockerfile dockerfile.* *.dockerfile containerfile containerfile.* docker-bake.* docker-compose*
      compose.yml compose.yaml compose.*.yml compose.*.yaml vagrantfile tiltfile skaffold.yaml *.service
      *.desktop`,
  },
  {
    // .bashrc, .npmrc, .eslintrc.json, .mocharc.cjs, .yarnrc.yml and all their kin among them.
    reason: "shells and tools run or follow it when they start",
    folders: ".ssh .aws .gnupg .docker .kube .config launchagents",
    files: `.*rc .*rc.* .profile .bash_* .zshenv .zprofile .zlogin .zlogout .login config.fish .pypirc
      profile.ps1 *_profile.ps1 crontab .netrc _netrc`,
  },
];

interface Rule {
  readonly reason: string;
  readonly folder: RegExp;
  readonly file: RegExp;
}

const RULES: readonly Rule[] = KINDS.map(({ reason, folders = "", files = "" }) => ({
  reason,
  folder: anyOf(folders),
  file: anyOf(files),
}));

/**
 * Why writing this file needs a look of its own, or undefined. The path may have either separator;
 * letter case, and the spellings that some file systems take for the same name, do not matter.
 */
export function sensitiveReason(path: string): string | undefined {
  const segments = fold(path).split("/");
  const name = segments.at(-1) ?? "";
  return RULES.find(({ folder, file }) => file.test(name) || segments.some((segment) => folder.test(segment)))
    ?.reason;
}

function anyOf(globs: string): RegExp {
  if (globs === "") return /(?!)/;
  const alternatives = globs.split(/\s+/).map((glob) => glob.replaceAll(".", "\\.").replaceAll("*", "[^/]*"));
  return new RegExp(`^(?:${alternatives.join("|")})$`);
}

/** Characters that HFS+ leaves out of a name. */
const IGNORABLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Windows drops dots and spaces at the end of a name, and a colon begins the name of a stream. */
function fold(path: string): string {
  return path
    .normalize("NFKC")
    .replace(IGNORABLE, "")
    .toLowerCase()
    .replaceAll("\\", "/")
    .split("/")
    .map((segment) =>
      segment
        .replace(/:[^]*$/, "")
        .replace(/[. ]+$/, "")
        .replace(/^git~\d$/, ".git"),
    )
    .join("/");
}
