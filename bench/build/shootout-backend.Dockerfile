# Shootout's production Dockerfile as its document has it. Mended to build and to run here: paths count from the context, uv comes
# from PyPI (its image cannot be reached everywhere), what installs reads the sources first (an editable install of nothing fails),
# the scripts are copied too (without them "uvicorn" is not there), packages are copied with the folder above them (in the lab's base, a
# Debian, they lie in python3.13/dist-packages; nothing else is in it), and the build passes a certificate bundle.
FROM python:3.12-slim AS builder

WORKDIR /app
RUN --mount=type=secret,id=ca PIP_CERT=/run/secrets/ca pip install uv
COPY pyproject.toml ./
COPY . .
RUN --mount=type=secret,id=ca SSL_CERT_FILE=/run/secrets/ca uv pip install --system -e "."

FROM python:3.12-slim

WORKDIR /app
COPY --from=builder /usr/local/lib /usr/local/lib
COPY --from=builder /usr/local/bin /usr/local/bin
COPY . .

CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]
