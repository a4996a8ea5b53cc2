ue = st.enter_context(serve(e / "lib", e / "data", "--questions", "0"))
us = st.enter_context(serve(s / "lib", s / "data", "--questions", "0"))
uh = st.enter_context(serve(h / "lib", h / "data", "--questions", "0"))
print(ue, us, uh)
