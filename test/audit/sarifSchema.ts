const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});
const list = (items: object, minItems = 0) => ({ type: "array", minItems, items });
const text = { type: "string", minLength: 1 };
const message = object(["text"], { text, markdown: text });
const level = { enum: ["none", "note", "warning", "error"] };
const properties = { type: "object", properties: { tags: { ...list(text), uniqueItems: true } } };

const physicalLocation = object(["artifactLocation", "region"], {
  artifactLocation: object(["uri"], { uri: { type: "string", format: "uri-reference" } }),
  region: object(["startLine"], { startLine: { type: "integer", minimum: 1 } }),
});
const location = object(["physicalLocation"], {
  id: { type: "integer", minimum: -1 },
  physicalLocation,
  message,
  logicalLocations: list(object(["fullyQualifiedName"], { fullyQualifiedName: text })),
});

const result = object(["ruleId", "ruleIndex", "message", "locations", "partialFingerprints"], {
  ruleId: text,
  ruleIndex: { type: "integer", minimum: 0 },
  kind: { enum: ["notApplicable", "pass", "fail", "review", "open", "informational"] },
  level,
  message,
  locations: list(location, 1),
  relatedLocations: { ...list(location), uniqueItems: true },
  partialFingerprints: { type: "object", minProperties: 1, additionalProperties: text },
  baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
  properties,
});

const rule = object(["id"], {
  id: text,
  name: text,
  shortDescription: message,
  fullDescription: message,
  help: message,
  helpUri: { type: "string", format: "uri" },
  defaultConfiguration: object([], { level }),
  properties,
});

/**
 * The part of SARIF 2.1.0 that the audit writes, in our own words, because the terms of the official schema
 * do not say that it may be copied here. It is stricter: a property that is not named here is an error.
 */
export const SARIF_SCHEMA = object(["version", "runs"], {
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: list(
    object(["tool", "results"], {
      tool: object(["driver"], {
        driver: object(["name", "rules"], {
          name: text,
          version: text,
          informationUri: { type: "string", format: "uri" },
          rules: { ...list(rule), uniqueItems: true },
        }),
      }),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      invocations: list(
        object(["executionSuccessful"], {
          executionSuccessful: { type: "boolean" },
          toolExecutionNotifications: list(
            object(["message"], {
              descriptor: object(["id"], { id: text }),
              level,
              message,
              locations: list(location),
            }),
          ),
        }),
      ),
      results: list(result),
    }),
    1,
  ),
});
