/**
 * Words that mean the same for the patterns, in small letters. Besides English the most usual words of German,
 * Spanish, French, Russian and Chinese; other languages are not covered.
 */
export const CONCEPTS = {
  ignore:
    "ignore ignores ignoring disregard disregarding forget discard override overrule bypass ignoriere ignoriert ignorieren vergiss missachte ignora olvida ignorez oublie oubliez забудь игнорируй 忽略 无视 忘记",
  prior:
    "previous prior earlier preceding above former original initial existing before everything bisherigen vorherigen obigen anteriores previas anterior précédentes précédents précédente предыдущие прежние 之前 以前 先前 上述",
  rules:
    "instructions instruction rules rule guidelines guideline directives directive orders prompt guardrails restrictions policy policies constraints context filters filter anweisung anweisungen regeln vorgaben einschränkungen instrucciones reglas restricciones consignes règles инструкции правила 指令 规则 指示",
  newer: "new real actual true only updated revised",
  task: "task goal job request objective purpose tasks orders instructions identity",
  gone: "void revoked replaced cancelled canceled invalid obsolete superseded lifted disabled suspended date outdated test",
  obey: "follow obey obeys adhere comply follows befolgen befolge obedece obedecer sigue",
  not: "not don't never no cannot nicht nichts kein keine no sans ne ничего не 不要 别 不",
  tell: "tell mention inform reveal report disclose say notify show alert discuss telling informing mentioning notifying display erwähne erwähnen sage sag informiere informieren verrate digas menciones informes parle prévenir préviens mentionne говоря говори сообщай 告诉 提及",
  user: "user human person anyone anybody developer owner user's humans benutzer nutzer anwender usuario utilisateur пользователю пользователя 用户",
  this: "this these it that them step instruction message comment",
  ask: "ask asking confirm confirmation preguntar fragen demander",
  consent: "permission confirmation approval consent approvals questions question preguntar",
  secret:
    "secret secrets password passwords credentials credential key keys token tokens id_rsa env dotenv ssh environment connection authorized_keys passwort passwörter kennwort claves contraseña contraseñas credenciales clés пароль пароли 密码 密钥 环境变量",
  data: "conversation chat history customer customers list repository files file database transcript messages contents content reply copy archivo fichier datei inhalt",
  send: "send post upload forward email mail transmit exfiltrate leak submit append encode pass sends schicke schickst sende envía envíe envoie отправь 发送 上传",
  url: "https http webhook gist ftp",
  reveal:
    "print reveal repeat show output display disclose dump leak translate encode tell write include complete gib zeige muestra revela montre affiche покажи 输出 显示",
  hidden: "system hidden secret initial confidential internal own full complete entire developer",
  promptly:
    "prompt instructions rules guidelines configuration message messages directives prompt's systemprompt 提示词 系统提示词",
  ai: "assistant assistants ai llm llms chatbot agent agents model models bot gpt claude copilot ki ia asistente assistent",
  must: "must should shall has have will please needs debes debe muss musst doit",
  persona:
    "dan jailbroken jailbreak unrestricted unfiltered uncensored root god evil administrator admin free operator",
  pretend: "pretend imagine act simulate assume roleplay behave actúa",
  mode: "mode wartungsmodus",
  modes: "developer maintenance god debug dan root admin jailbreak unrestricted",
  limits:
    "restrictions limitations rules filter filters policy limits censorship safety guidelines einschränkungen restricciones limites",
  no: "no without any ohne sin sans never",
  run: "run execute invoke launch runs executes execute führe führst ejecuta ejecute exécute выполни 执行 运行",
  command: "command commands script following shell terminal tool code befehl comando commande команду 命令",
  switchoff: "disable disables disabled disabling bypass deactivate lift skip remove skips ignore",
  safety:
    "safety guardrails guardrail checks approvals approval approve confirmations protections protection filters security",
  authority:
    "administrator admin operator developer developers ceo security anthropic openai owner management administrators администратор",
  grant:
    "authorise authorised authorize authorized grant granted permission approved preapproved consented requires required allowed permit allows confirm",
  urgent: "urgent urgently emergency immediately sofort inmediatamente legally",
  keep: "keep hide conceal keeping",
  silent:
    "silently quietly secretly covertly silence silencio heimlich quiet hidden background secreto normally",
  always: "always whenever permanently every each ab immer siempre",
  future: "future künftigen zukünftigen futuras session later forever on",
  talks:
    "conversations conversation answers answer replies reply responses sessions session chats gesprächen conversaciones start commit turn",
  store: "add write store save copy put append update remember edit change insert replace",
  memory: "memory rules settings note readme permanently longterm",
  delete: "delete drop wipe erase rm lösche borra supprimer remove",
  tool: "tool tools function parameter terminal browser shell",
} as const satisfies Record<string, string>;
