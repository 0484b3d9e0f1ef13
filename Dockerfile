# One image for the pages, the API, gathering and workers: each is a command of `truerole`. docs/container.md says how.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements-image.lock ./
RUN python -m venv /opt/truerole \
    && /opt/truerole/bin/pip install --no-cache-dir --require-hashes --requirement requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY model model
COPY data data
COPY scraper scraper
COPY truerole truerole
RUN /opt/truerole/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/truerole/bin/pip uninstall --yes pip \
    # A tenth of what is installed are tests of libraries.
    && find /opt/truerole -type d -name tests -prune -exec rm -r {} +

FROM python:3.13-slim
COPY --from=build /opt/truerole /opt/truerole
# Who is given another user (`docker run -u`) may read /data, and write where a folder is lent.
RUN useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /data truerole \
    && install --directory --owner truerole --group truerole /data
# Nothing but /data and /tmp is written: the root may be read-only.
ENV PATH=/opt/truerole/bin:$PATH HOME=/tmp TRUEROLE_HOME=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 8501 8600
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
ENTRYPOINT ["truerole"]
CMD ["app", "--host", "0.0.0.0", "--no-browser"]
