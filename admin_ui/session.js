// A sign-in that ended is told by 401: the way back in, to the same page, instead of a page that answers nothing.
(() => {
  const ask = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (answer.status === 401) {
      window.location.assign("/login?next=" + encodeURIComponent(window.location.pathname));
    }
    return answer;
  };
})();
