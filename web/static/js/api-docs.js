// Shows the API's description in the page's own frame. A file of its own, because the page allows no script inside itself.
const place = document.getElementById("api");
if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: place.dataset.source,
    domNode: place,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    validatorUrl: null,
    tryItOutEnabled: false,
  });
}
