"""Ambiguous words, each beside its other sense; compounds; what is named without being asked for."""

import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

SENSES = """
R or Python, whichever you like                                       r python
Statistics in R                                                       statistics r
Terraform, AWS infrastructure as code                                 terraform aws infrastructure-as-code
Python on AWS cloud-based systems                                     python aws cloud
You clean data in R, plot it, and write it up                         r
You know R                                                            r
Write R scripts for the lab                                           r
Phone apps in Swift                                                   swift
Firmware in C                                                         c
We invest in R&D and in R & D labs                                    -
You present in C-level rounds and in C suite talks                    -
Join us in Spring                                                     -
Call R. Singh for a chat                                              -
Our offices in Leeds are rated R for remote                           -
You know C and Python                                                 c python
Class C driving licence                                               -
C# or Java services                                                   csharp java
Modern C++17 on GPUs                                                  cpp gpu-computing
Go, Rust and C++ backend                                              go rust cpp backend
We go the extra mile for patients                                     -
Let us go for lunch together                                          -
Excel, PowerPoint and SQL                                             excel powerpoint sql
Colleagues who excel in negotiation                                   -
Expert Excel user                                                     excel
Microsoft Word, Excel, Access                                         word excel access
You have access to the labs at night                                  -
Access and Excel reports                                              access excel
In a word: kindness                                                   -
Spark, Hive and Presto                                                spark hive presto
Spark streaming and Kafka                                             spark-streaming kafka
A spark of curiosity helps                                            -
PLC programming on the factory floor                                  plc
SCADA screens of the waterworks                                       plc
You buy fabrics for HomeStyle plc                                     -
Northfield Foods PLC bakes bread                                      -
Novels by Kafka line the shelves                                      -
Kafka topics and consumers in production                              kafka
Pig, Hive and MapReduce                                               pig hive mapreduce
We raise pigs on a farm in Kent                                       -
Ray and PyTorch on a cluster                                          ray pytorch
Ray Johnson leads the bakery                                          -
Beam, Flink and Spark pipelines                                       beam flink spark
You beam when guests smile                                            -
Dash, Streamlit and Plotly                                            dash streamlit plotly
Your dash to the finish line                                          -
Looker and LookML                                                     looker
An elegant looker of a car                                            -
Scala and Akka                                                        scala akka
La Scala in Milan is our client                                       -
Julia and Python notebooks                                            julia python jupyter
Julia from sales says hello                                           -
SAS, SPSS and Stata                                                   sas spss stata
SAP and Oracle financials                                             sap oracle
Swift and Objective-C apps                                            swift objective-c
A swift reply is promised                                             -
Rust or Go services                                                   rust go
Scrape the rust off the hull                                          -
Ruby on Rails with Postgres                                           rails postgresql
A ruby necklace for the raffle                                        -
Chef, Ansible and Terraform                                           chef ansible terraform
The head chef reports to you                                          -
Stan, PyMC and R                                                      stan pymc r
Stan the caretaker has the keys                                       -
AWS Lambda and Step Functions                                         lambda step-functions
A lambda expression in mathematics class                              -
Glue, Athena and Redshift on AWS                                      aws-glue athena redshift aws
Glue the labels on the boxes                                          -
Snowflake, dbt and Fivetran                                           snowflake dbt fivetran
Gloves in a snowflake pattern                                         -
Tableau, Power BI and Qlik                                            tableau power-bi qlik
Spring, Hibernate and Java                                            spring hibernate java
Spring cleaning takes place in April                                  -
Express, Node.js and React                                            express nodejs react
Express delivery to the islands                                       -
React and Redux frontend                                              react redux frontend
You react with calm to alarms                                         -
Angular, Vue and TypeScript                                           angular vue typescript
The angular joints are welded                                         -
Sketch and Figma                                                      sketch figma
You sketch gardens for clients                                        -
Storm, Kafka and Cassandra                                            storm kafka cassandra
A storm took the roof                                                 -
Drill, Impala and Presto                                              drill impala presto
Drill holes with care                                                 -
Flow and Airflow                                                      airflow
The flow of visitors is yours to guide                                -
NLP, CV and reinforcement learning                                    nlp computer-vision reinforcement-learning
Send a CV and a letter                                                -
IR, NLP and ranking                                                   information-retrieval nlp ranking
IR cameras are calibrated weekly                                      -
RAG, LangChain and vector databases                                   rag langchain vector-databases
A rag and a bucket are supplied                                       -
ML, Python and SQL                                                    machine-learning python sql
Pour 20 ml into each tube                                             -
BI, ETL and SQL                                                       bi etl sql
AI, ML and robotics                                                   artificial-intelligence machine-learning robotics
MS Excel and MS Access                                                excel access
MS in Biology is welcome                                              -
Git, GitHub and GitLab                                                git github gitlab
Please attach your GitHub profile                                     -
API design in Python                                                  apis python
Active pharmaceutical ingredients (API)                               -
Statistical modeling in R                                             statistical-modeling r
Modeling shoots for our catalogue                                     -
Flask, Django and FastAPI                                             flask django fastapi
A flask of coffee is on us                                            -
Pandas, NumPy and SciPy                                               pandas numpy scipy
Keras, Caffe and MXNet                                                keras caffe mxnet
Luigi, Airflow and Prefect                                            luigi airflow prefect
Ask Luigi about the oven                                              -
Celery, Redis and RabbitMQ                                            celery redis rabbitmq
Chop celery for the soup                                              -
Helm, Kubernetes and Istio                                            helm kubernetes istio
At the helm of a growing charity                                      -
Elastic, Kibana and Logstash                                          elasticsearch kibana logstash
An elastic budget suits us                                            -
Consul, Vault and Terraform                                           consul vault terraform
The bank vault is opened at nine                                      -
Cutting-edge AI in dentistry                                          -
Edge AI on cameras with TensorRT                                      edge-ai tensorrt
Interns are supervised by a nurse                                     -
Supervised learning and clustering                                    supervised-learning clustering
OR-Tools, Gurobi and CPLEX                                            or-tools gurobi cplex
Bring hammers or tools                                                -
Minimize regressions in the release                                   -
Linear regression and ANOVA                                           linear-regression anova
iOS users love our recipes                                            -
Site Reliability Engineers share our floor                            -
Hadoop ecosystem and NoSQL databases                                  hadoop nosql
probability and statistics with Python                                probability statistics python
ETL/ELT in dbt                                                        etl elt dbt
Unix/Linux and Bash                                                   unix linux bash
AWS-based, Docker-based and Kafka-based services                      aws docker kafka
Python (Pandas/NumPy/SciPy), SQL & Tableau                            python pandas numpy scipy sql tableau
Azure Data Factory/Databricks/Synapse                                 azure-data-factory databricks synapse
JSP, JSTL and JSF                                                     jsp java-ee
Knowledge of scripting languages is needed                            scripting
Experience with data analysis                                         data-analysis
Data analysis matters to everybody                                    -
Snowflake, Hex and Sigma                                              snowflake hex sigma
A hex key and a spanner are supplied                                  -
Write JS and TS with React                                            javascript typescript react
An active TS/SCI is held by all staff                                 -
Run GH Actions on every change                                        github-actions
Parquet, Arrow and Polars                                             parquet arrow polars
Follow the Arrow signs to the exit                                    -
Ducts with good airflow cool the hall                                 -
Airflow DAGs and alerts                                               airflow
Each Node of the depot network is staffed                             -
Node, React and MongoDB                                               nodejs react mongodb
Notions of taste differ here                                          -
Notion, Slack and Jira                                                notion slack jira
Paid BI-weekly into your account                                      -
Redpanda or Kafka in production                                       redpanda kafka
dbt, SQLMesh and Dataform                                             dbt sqlmesh dataform
Core ML and TensorFlow Lite on phones                                 core-ml tensorflow-lite
DeepEval and promptfoo                                                deepeval promptfoo
RAPIDS cuDF on GPUs                                                   rapids gpu-computing
White-water rapids close to the office                                -
Hightouch and Fivetran                                                hightouch fivetran
Iceberg tables in a Polaris Catalog                                   iceberg polaris
Linux administrators and .NET software engineers share our floor      -
You administer Linux for engineers                                    linux
Our firmware runs in ten million kettles                              -
C, Linux and firmware for kettles                                     c linux firmware
Familiar with cloud data tools like Azure                             azure
Familiar with cloud data tools                                        cloud
Knowledge of databases, for example Oracle                            oracle
Knowledge of at least one scripting language                          scripting
You know SRE by heart                                                 sre
SRE is what you will hear about                                       -
Java back-end engineers share our floor                               -
React/Vue tech leads share our floor                                  -
Lunch is cooked by the Tableau team                                   -
Builds with TFS Team Foundation Server                                tfs
node.js react go                                                      nodejs react go
node.js react go home                                                 nodejs react
linux c docker                                                        linux c docker
Experience in unit testing                                            unit-testing
Unit testing matters to everybody                                     -
VS Code, Eclipse and Git                                              visual-studio-code development-environments git
A solar eclipse is due in August                                      -
Ant, Maven and Jenkins                                                build-tools maven jenkins
An ant farm stands in the lobby                                       -
Salt, Ansible and Terraform                                           salt-configuration ansible terraform
Salt the icy steps in January                                         -
Argo, Flux and Kubernetes                                             argo flux kubernetes
Times are in flux                                                     -
Prometheus, Loki and Grafana                                          prometheus log-stores grafana
Envoy, Istio and Kubernetes                                           service-proxies istio kubernetes
The envoy speaks for the ministry                                     -
Segment, Amplitude and Snowflake                                      customer-event-collection amplitude snowflake
You own a segment of our market                                       -
Hive, Hue and Oozie                                                   hive hadoop-management oozie
Every hue of the rainbow hangs here                                   -
Minitab, Prism and R                                                  minitab laboratory-statistics-software r
Seen through the prism of kindness                                    -
Appium, Espresso and Kotlin                                           appium app-test-tools kotlin
Espresso and fruit are on us                                          -
LangChain, Whisper and Python                                         langchain speech-to-text-models python
We whisper in the reading room                                        -
Cursor, Lovable and Claude Code                                       cursor ai-coding-tools claude-code
A lovable team awaits                                                 -
Gulp, Grunt and webpack                                               javascript-task-runners webpack
Take a gulp of water first                                            -
Jest, Karma and Jasmine                                               jest javascript-test-tools jasmine
Good karma comes back                                                 -
Jira, Rally and Confluence                                            jira issue-trackers confluence
Join the rally on Saturday                                            -
SAP, Kronos and Excel                                                 sap hr-software excel
R, S-PLUS and SAS                                                     r other-statistical-software sas
A bachelor's plus three years                                         -
Core Data and SwiftUI                                                 ios-libraries swift
Keep our core data tidy                                               -
AutoSys, Automic and Linux                                            autosys job-schedulers linux
Services that run at scale                                            -
Klaviyo pays you well                                                 -
Klaviyo, HubSpot and Excel                                            email-marketing-tools hubspot excel
AWS (S3, EBS, KMS)                                                    aws s3 aws-disks aws-secrets
Kafka, SSE and gRPC                                                   kafka real-time-web-libraries grpc
REACT, NODE, MONGODB                                                  react nodejs mongodb
LOOKER, HEX AND TABLEAU                                               looker hex tableau
NODE OF THE RAILWAY                                                   -
word / powerpoint / excel                                             word powerpoint excel
airflow, luigi, dagster                                               airflow luigi dagster
airflow · dagster · luigi                                             airflow dagster luigi
dagster and then luigi, our cook                                      dagster
BQ, GCS and GKE                                                       bigquery gcs gke
Our BQ is on the third floor                                          -
LAN, WAN and Linux                                                    local-and-wide-area-networks linux
"""
TABLE = [line.rsplit("  ", 1) for line in SENSES.strip().splitlines()]


@pytest.mark.parametrize(("text", "ids"), [(text.strip(), ids.strip()) for text, ids in TABLE])
def test_a_word_is_a_skill_in_one_sense_only(text: str, ids: str) -> None:
    found = {skill.id for skill in extract_skills(prepare(text))}
    assert found == (set() if ids == "-" else set(ids.split()))
