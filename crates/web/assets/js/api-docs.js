// Shows the API's description with the vendored viewer. Calls made from the page carry no cookie-borne rights to write:
// paste a token.
const place = document.getElementById("api");
window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    validatorUrl: null,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    deepLinking: true,
});
