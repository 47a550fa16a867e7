// The fake as a process of its own. Prints its URL; steps come as JSON to POST /control/script, where `otherwise`
// is the step for all further requests; GET /control/bill says what was charged and what was refused.
import { apiServer } from "../apiServer.ts";
import type { Handler } from "../messagesApi.ts";
import { FakeAnthropic } from "./fake.ts";
import type { Step } from "./step.ts";

const fake = new FakeAnthropic();

const handler: Handler = (request) => {
  switch (`${request.method} ${request.url}`) {
    case "POST /control/script": {
      const { steps = [], otherwise } = request.body as unknown as { steps?: Step[]; otherwise?: Step };
      fake.script(...steps);
      if (otherwise !== undefined) fake.otherwise = () => otherwise;
      return Response.json({ left: fake.left });
    }
    case "GET /control/bill": {
      const { rejections, bill } = fake;
      return Response.json({ total: bill.total, items: bill.items, rejections });
    }
    default:
      return fake.handler(request);
  }
};

const { url } = await apiServer(handler);
process.stdout.write(`${url}\n`);
