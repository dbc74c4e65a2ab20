// Reports the result of the page to the test, from the events that the library dispatches.
const errors = [];
const noted = (event) => errors.push(String(event.reason || event.message));
addEventListener("error", noted);
addEventListener("unhandledrejection", noted);
const consoleError = console.error;
console.error = (...parts) => {
  errors.push(parts.map(String).join(" "));
  consoleError(...parts);
};

const send = (report) => fetch("/report", { method: "POST", body: JSON.stringify(report) });

document.addEventListener("rebilly-instruments-data-ready", ({ detail }) => {
  const total = detail.amountAndCurrency;
  // After the page's own listener, and after the rest of mount().
  setTimeout(async () => {
    const report = {
      amount: total.amount,
      currency: total.currency,
      methods: (detail.readyToPay || detail.readyToPayout || []).map(({ method }) => method),
      problem: !document.getElementById("problem").hidden,
      done: "",
      errors,
    };
    if (!pay) return send(report);
    for (const name of ["purchase-completed", "payout-completed", "setup-completed"]) {
      document.addEventListener(`rebilly-instruments-${name}`, () => send({ ...report, done: name }));
    }
    const problem = await RebillyInstruments.purchase({ _raw: { id: await token() } });
    if (problem) send({ ...report, errors: [...errors, String(problem)] });
  }, 1000);
});

// A payment token, as FramePay makes one of what the customer enters. FramePay is not public.
async function token() {
  const { jwt, publishableKey, organizationId } = RebillyInstruments.state.options;
  const response = await fetch(`https://api-sandbox.rebilly.com/organizations/${organizationId}/tokens`, {
    method: "POST",
    headers: { Authorization: `Bearer ${jwt || publishableKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ method: "payment-card", paymentInstrument: {} }),
  });
  return (await response.json()).id;
}
