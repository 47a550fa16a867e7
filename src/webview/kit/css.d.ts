/** The bundler collects what is imported here into the page's style sheet. */
declare module "*.css";
