import assert from "node:assert/strict";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles } from "../../audit/memoryTree.ts";

const CALL = 'client.messages.create(model="claude-opus-4-5", max_tokens=10, messages=[])';
const ASKS: Readonly<Record<string, string>> = {
  "tests/test_import.py": `import anthropic\nclient = anthropic.Anthropic()\n${CALL}\n`,
  "tests/test_indented.py": `def test_it():\n    from anthropic import Anthropic\n    client = Anthropic()\n    ${CALL}\n`,
  "tests/test_second.py": `import os, anthropic\nclient = anthropic.Anthropic()\n${CALL}\n`,
  "tests/test_shared.py": `from .shared import client\n${CALL}\n`,
  "tests/test_http.py": 'import requests\nrequests.post("https://api.openai.com/v1/chat/completions")\n',
  "web/model.test.ts": 'import {\n  OpenAI,\n} from "openai";\nnew OpenAI().responses.create({});\n',
};

describe("Tests in an audited project", () => {
  it("are counted and not parsed where they name no model", async () => {
    const { files } = await auditFiles({
      ...BARE_LOOP,
      "tests/test_sum.py": "from main import total\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
    });
    assert.equal(files.parsed, Object.keys(BARE_LOOP).filter((path) => path.endsWith(".py")).length);
    assert.deepEqual(files.reasons, [
      { reason: "test without a model", count: 1, example: "tests/test_sum.py" },
    ]);
  });

  it("have their calls of models listed as not live, however they come by the model", async () => {
    const { projects, files } = await auditFiles({
      ...BARE_LOOP,
      ...ASKS,
      "tests/shared.py": "import anthropic\nclient = anthropic.Anthropic()\n",
    });
    assert.deepEqual(files.reasons, []);
    const inTests = projects.flatMap(({ callSites }) => callSites).filter(({ live }) => !live);
    assert.deepEqual(inTests.map(({ file }) => file).toSorted(), Object.keys(ASKS).toSorted());
  });
});
