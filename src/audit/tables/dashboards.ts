import type { Pattern } from "../resolve/pattern.ts";

/** Words of an error signal in a dashboard's query or an alert's rule. */
export const ERROR_SIGNAL = /error|fail|exception|status(?:_code)?\s*[=~!]+\s*"?~?[45]|5xx|5\.\./i;

/** Dashboards and alerts as code, in Terraform, CDK and the like. */
export const DASHBOARD_RESOURCES =
  /\b(?:grafana_dashboard|datadog_dashboard(?:_json)?|aws_cloudwatch_dashboard|google_monitoring_dashboard|newrelic_one_dashboard|honeycombio_board)\b/;
export const DASHBOARD_CALLS: readonly Pattern[] = [
  "aws_cdk.aws_cloudwatch.Dashboard",
  "aws-cdk-lib/aws-cloudwatch.Dashboard",
  "pulumi_datadog.Dashboard",
];

/** Backends with an error view of their own. */
export const ERROR_BACKENDS: readonly Pattern[] = [
  "sentry_sdk.init",
  "@sentry/*.init",
  "ddtrace.**",
  "dd-trace.default.init",
  "logfire.configure",
  "langfuse**",
  "@langfuse/**",
  "langsmith.{traceable,trace,tracing_context,wrappers.**,run_helpers.**}",
  "langsmith/**",
  "azure.monitor.opentelemetry.configure_azure_monitor",
  "newrelic.agent.initialize",
  "rollbar.init",
  "bugsnag.configure",
  "agentops.init",
  "@mastra/observability**",
  "@mastra/core/**.Observability",
];

/** Metrics that count. */
export const COUNTERS: readonly Pattern[] = [
  "prometheus_client.{Counter,Histogram}",
  "prom-client.{Counter,Histogram,default.Counter}",
  "**.{create_counter,createCounter}",
];

/** Files and folders that say that a program is deployed as a service. */
export const DEPLOY_FILES =
  /(?:^|\/)(?:Dockerfile[^/]*|docker-compose[^/]*\.ya?ml|compose\.ya?ml|Procfile|fly\.toml|render\.yaml|railway\.(?:json|toml)|vercel\.json|netlify\.toml|app\.yaml|serverless\.ya?ml|langgraph\.json|wrangler\.(?:toml|jsonc?)|cloudbuild\.ya?ml|[^/]*\.tf|Chart\.yaml|skaffold\.yaml|k8s\/.*|helm\/.*|deploy(?:ment)?\/.*\.ya?ml)$/i;

/** Servers: a program that makes one is a service. */
export const SERVERS: readonly Pattern[] = [
  "fastapi.{FastAPI,applications.FastAPI}",
  "flask.Flask",
  "starlette.applications.Starlette",
  "quart.Quart",
  "sanic.Sanic",
  "aiohttp.web.Application",
  "django.**",
  "express.default",
  "express",
  "fastify.{default,fastify}",
  "hono.Hono",
  "koa.default",
  "elysia.Elysia",
  "uvicorn.run",
  "streamlit.**",
  "gradio.{Blocks,Interface,ChatInterface}",
  "chainlit.**",
  "mcp.server.fastmcp.FastMCP",
  "@mastra/core**.Mastra",
  "http.createServer",
  "node:http.createServer",
];
