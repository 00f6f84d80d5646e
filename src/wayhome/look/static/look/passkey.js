// Passkeys: asks the browser for one and sends what it hands over with the form around the button.
//   <form><input type="hidden" name="credential"><button type="button" data-passkey="get" data-options="{...}" hidden>
//   data-passkey   "get" to use one, "create" to make one
//   data-options   what the desk asks for, as JSON; or data-options-url, from where it is fetched
// The button appears only where the browser knows passkeys. data-failed: the sentence when nothing came of it.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const opened = (listed) => (listed ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function asked({ publicKey: { user, allowCredentials, excludeCredentials, ...rest } }) {
  const publicKey = { ...rest, challenge: bytes(rest.challenge) };
  if (user) publicKey.user = { ...user, id: bytes(user.id) };
  if (allowCredentials) publicKey.allowCredentials = opened(allowCredentials);
  if (excludeCredentials) publicKey.excludeCredentials = opened(excludeCredentials);
  return { publicKey };
}

function said(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

async function use(button) {
  const { passkey, options, optionsUrl } = button.dataset;
  const wanted = options ? JSON.parse(options) : await (await fetch(optionsUrl, { credentials: "same-origin", cache: "no-store" })).json();
  const credential = await navigator.credentials[passkey](asked(wanted));
  button.form.elements.credential.value = JSON.stringify(said(credential));
  button.form.submit();
}

for (const button of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await use(button);
    } catch { // closed, timed out, or none on this device: say so and let them try again
      const words = button.form.querySelector("[role=status]");
      words.textContent = button.dataset.failed;
      button.disabled = false;
    }
  });
}
